import { zookeeperConnect } from '../cluster/lab-setup'
import { runLine } from '../console/run-line'
import type { ExerciseLab } from '../exercises/exercise-lab'
import { ioBytes } from '../io/io-bytes'
import type { LabSession } from '../lab-session'
import { consoleLabOf } from './console-lab'

/** An open lab as its exercises see it. `functions`: of a connection that is the exercise's own. */
export function exerciseLabOf(session: LabSession, functions: ExerciseLab['functions']): ExerciseLab {
  return {
    dir: session.folder.dir,
    get bootstrap() {
      return session.bootstrap
    },
    zookeeper: zookeeperConnect(session.lab),
    functions,
    client: session.client,
    brokerIds: () => [...session.cluster.brokers.keys()],
    logDirs: (id) => session.logDirs(id),
    logPath: (id) => session.folder.log(`broker-${id}`),
    cleaningOf: async (id, topic, partition) => {
      const cleaning = { opened: { topic, partition } }
      return (await session.cluster.broker(id).askStorage({ io: [], cleaning }))?.opened ?? null
    },
    bytesOf: async (id, topic, partition) => {
      const broker = session.cluster.broker(id)
      const counts = (await broker.askStorage({ io: [{ topic, partition }] }))?.io[`${topic}-${partition}`]
      return counts && broker.io ? ioBytes(broker.io.moved.causes, counts) : null
    },
    runLine: (request) => runLine(consoleLabOf(session), request),
  }
}
