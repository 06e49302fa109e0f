import type { ActionResult, BrokerSignal, LabFunctions } from '../api/functions'
import { killCommand, startBrokerCommand, startCoordinationCommand } from '../cluster/commands'
import { writeNewBroker } from '../cluster/lab-setup'
import { restartBroker, restartRolling, startCoordination } from '../cluster/lifecycle'
import { nextFreePort, requireFreePorts } from '../cluster/ports'
import type { LabSession } from '../lab-session'
import { clusterWords } from '../words/cluster-words'
import { names } from '../words/names'

type BrokerFunctions = Pick<
  LabFunctions,
  | 'startBroker'
  | 'signalBroker'
  | 'restartBroker'
  | 'restartAllRolling'
  | 'addBroker'
  | 'startCoordination'
  | 'signalCoordination'
>

/** Start, stop, kill, freeze: each returns the command it stands for. */
export function brokerFunctions(session: LabSession): BrokerFunctions {
  const { cluster, folder } = session
  const start = async (id: number): Promise<ActionResult> => {
    const broker = cluster.broker(id)
    const wayOut = clusterWords.changeListeners
    if (!broker.process.live)
      await requireFreePorts(session.lab.host, [{ port: broker.port, of: names.broker(id), wayOut }])
    cluster.start(broker)
    return { command: startBrokerCommand(folder.properties(id)) }
  }
  return {
    startBroker: ({ id }) => start(id),
    signalBroker: async ({ id, signal }) => signalled(signal, cluster.signal(cluster.broker(id).process, signal)),
    restartBroker: async ({ id }) => {
      const broker = cluster.broker(id)
      const stopped = broker.process.pid === null ? '' : `${killCommand('SIGTERM', broker.process.pid)} && `
      await restartBroker(cluster, broker)
      return { command: `${stopped}${startBrokerCommand(folder.properties(id))}` }
    },
    restartAllRolling: async () => {
      const ids = [...cluster.brokers.keys()]
      void restartRolling(cluster, (id) => session.inSync(id), session.progress).catch((error: Error) =>
        session.failed(error),
      )
      return {
        command: `sudo systemctl restart kafka-server  # on brokers ${ids.join(' ')}, one after the other`,
      }
    },
    addBroker: async () => {
      const { brokers } = session.lab
      const used = new Set(brokers.map(({ port }) => port))
      const id = Math.max(...brokers.map((broker) => broker.id)) + 1
      const port = await nextFreePort(session.lab.host, Math.max(...used) + 1, used)
      const lab = { ...session.lab, brokers: [...brokers, { id, port }] }
      writeNewBroker(folder, lab, id, port, [])
      session.adopt(lab, id, port)
      return { id, ...(await start(id)) }
    },
    startCoordination: async () => {
      const { coordinationPort } = session.lab
      const coordination = cluster.requireCoordination()
      const wayOut = clusterWords.startAgain
      if (!coordination.process.live && coordinationPort !== null)
        await requireFreePorts(session.lab.host, [{ port: coordinationPort, of: clusterWords.coordinationOf, wayOut }])
      await startCoordination(cluster)
      return { command: startCoordinationCommand(coordinationPort ?? 0) }
    },
    signalCoordination: async ({ signal }) =>
      signalled(signal, cluster.signal(cluster.requireCoordination().process, signal)),
  }
}

const signalled = (signal: BrokerSignal, pid: number): ActionResult => ({ command: killCommand(signal, pid) })
