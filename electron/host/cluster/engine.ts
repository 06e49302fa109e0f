import { join } from 'node:path'
import type { LabFolder } from './lab-folder'
import type { ProcessSpec } from './process-starter'

/** How a lab's programs are run. `builtin`: our own broker and coordination server; `apache`: Apache Kafka's broker with our coordination server. */
export interface Engine {
  readonly kind: 'builtin' | 'apache'
  broker(id: number): ProcessSpec
  coordination(host: string, port: number): ProcessSpec
}

export interface BuiltinEngineOptions {
  folder: LabFolder
  /** Holds `broker/broker.js` and `coordination/coordination.js`. */
  programs: string
  /** Exit as Kafka does when the broker's old session still stands, instead of waiting for its end. */
  strict: boolean
}

/** Cold fetches and fsyncs share libuv's threads: with the default of four, reads would hold up syncs. */
const BROKER_THREADS = '8'

export function createBuiltinEngine({ folder, programs, strict }: BuiltinEngineOptions): Engine {
  return {
    kind: 'builtin',
    broker: (id) => ({
      name: `broker-${id}`,
      program: join(programs, 'broker', 'broker.js'),
      args: [folder.properties(id), ...(strict ? ['--strict'] : [])],
      cwd: folder.brokerDir(id),
      env: { UV_THREADPOOL_SIZE: BROKER_THREADS },
      logPath: folder.log(`broker-${id}`),
    }),
    coordination: (host, port) => ({
      name: 'coordination',
      program: join(programs, 'coordination', 'coordination.js'),
      args: ['--data-dir', folder.coordination, '--host', host, '--port', String(port)],
      cwd: folder.dir,
      env: {},
      logPath: folder.log('coordination'),
    }),
  }
}
