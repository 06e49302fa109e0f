import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { ClusterClient } from '../../electron/host/client/cluster-client'
import type { ConsoleBroker, ConsoleLab, ConsoleProcess } from '../../electron/host/console/console-lab'

/** The processes of a lab whose brokers are all down, over real files. What is asked of it is noted in `asked`. */
export function stoppedLab(dir: string, ids: readonly number[] = [1, 2, 3]): ConsoleLab & { asked: string[] } {
  const asked: string[] = []
  const process: ConsoleProcess = { pid: null, live: false, state: 'Stopped', sinceMs: 0, exit: null }
  const brokers = ids.map((id): ConsoleBroker => {
    const folder = join(dir, `broker-${id}`)
    mkdirSync(join(folder, 'kafka-logs/t-0'), { recursive: true })
    writeFileSync(join(folder, 'server.properties'), `broker.id=${id}\n`)
    writeFileSync(join(folder, 'kafka-logs/replication-offset-checkpoint'), `0\n1\nt 0 ${id}\n`)
    writeFileSync(join(folder, 'kafka-logs/t-0/00000000000000000000.log'), 'bytes of a segment')
    return {
      id,
      host: '127.0.0.1',
      port: 9091 + id,
      serving: false,
      process: { ...process, pid: 4000 + id },
      logDirs: [join(folder, 'kafka-logs')],
      propertiesPath: join(folder, 'server.properties'),
      logPath: join(dir, `logs/broker-${id}.log`),
    }
  })
  const note = (what: string) => async () => void asked.push(what)
  return {
    asked,
    dir,
    brokers: () => brokers,
    coordination: () => ({ connect: '127.0.0.1:2181', process, logPath: null }),
    clientOf: (reachable) => new ClusterClient(reachable),
    startBroker: (id) => note(`start ${id}`)(),
    stopBroker: (id) => note(`stop ${id}`)(),
    startCoordination: note('start coordination'),
    stopCoordination: note('stop coordination'),
    signalBroker: (id, signal) => note(`${signal} ${id}`)(),
    signalCoordination: (signal) => note(`${signal} coordination`)(),
    groupsChanged: () => undefined,
    reassignmentsChanged: () => undefined,
  }
}
