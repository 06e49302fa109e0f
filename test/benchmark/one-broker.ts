import { join } from 'node:path'
import { freePorts } from '../helpers/ports'
import type { TestProcess } from '../helpers/processes'
import type { Properties } from '../helpers/properties'
import { type Engine, ourEngine } from './engines'

const STOP_PATIENCE_MS = 60_000

export interface OneBroker {
  process: TestProcess
  port: number
}

/** One broker and a coordination server of ours, whoever's the broker, on the files of `directory`, for as long as `use` takes. */
export async function withOneBroker(
  engine: Engine,
  directory: string,
  settings: Properties,
  use: (broker: OneBroker) => Promise<void>,
): Promise<void> {
  const [zookeeperPort, port] = await freePorts(2)
  const coordination = await ourEngine('Highwater').startCoordination(join(directory, 'coordination'), zookeeperPort!)
  let broker: TestProcess | undefined
  try {
    broker = engine.spawnBroker(join(directory, 'broker-1'), {
      'broker.id': 1,
      listeners: `PLAINTEXT://127.0.0.1:${port}`,
      'log.dirs': join(directory, 'broker-1', 'data'),
      'zookeeper.connect': `127.0.0.1:${zookeeperPort}`,
      ...settings,
    })
    await use({ process: broker, port: port! })
  } finally {
    await broker?.stop(STOP_PATIENCE_MS)
    await coordination.stop()
  }
}
