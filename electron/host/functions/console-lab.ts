import { ClusterClient } from '../client/cluster-client'
import { zookeeperConnect } from '../cluster/lab-setup'
import { stopProcess } from '../cluster/lifecycle'
import type { SupervisedProcess } from '../cluster/supervised-process'
import type { ConsoleBroker, ConsoleLab, ConsoleProcess } from '../console/console-lab'
import type { LabSession } from '../lab-session'
import { brokerFunctions } from './broker-functions'

/** An open lab as its console sees it. */
export function consoleLabOf(session: LabSession): ConsoleLab {
  const { cluster, folder } = session
  const actions = brokerFunctions(session)
  const brokers = (): ConsoleBroker[] =>
    [...cluster.brokers.values()].map(({ id, port, process, state }) => ({
      id,
      host: session.lab.host,
      port,
      serving: state === 'RunningAsBroker' && process.live,
      process: processView(process),
      logDirs: session.logDirs(id),
      propertiesPath: folder.properties(id),
      logPath: folder.log(`broker-${id}`),
    }))
  return {
    dir: folder.dir,
    brokers,
    coordination: () => ({
      connect: zookeeperConnect(session.lab),
      process: cluster.coordination ? processView(cluster.coordination.process) : null,
      logPath: cluster.coordination ? folder.log('coordination') : null,
    }),
    clientOf: (reachable) => new ClusterClient(reachable),
    startBroker: async (id) => void (await actions.startBroker({ id })),
    stopBroker: (id) => stopProcess(cluster.broker(id).process),
    startCoordination: async () => void (await actions.startCoordination()),
    stopCoordination: () => stopProcess(cluster.requireCoordination().process),
    signalBroker: async (id, signal) => void (await actions.signalBroker({ id, signal })),
    signalCoordination: async (signal) => void (await actions.signalCoordination({ signal })),
    groupsChanged: () => session.groups.soon(),
    reassignmentsChanged: () => session.topicWork.soon(),
  }
}

const processView = ({ pid, live, state, stateSinceMs, exit }: SupervisedProcess): ConsoleProcess => ({
  pid,
  live,
  state: state.name,
  sinceMs: stateSinceMs,
  exit: exit && { code: exit.code, signal: exit.signal },
})
