import { silentLogger } from '../../../../broker-core/runtime/silent-logger'
import type { CoordinationClient } from '../../../../broker-core/znodes/client'
import { createCoordinationClient } from '../../../../broker-core/znodes/create-client'
import { isCoordinationError } from '../../../../broker-core/znodes/errors'
import { clientRuntime } from '../../client/node-runtime'
import { CommandFailure } from '../command'
import type { ConsoleLab } from '../console-lab'

const CONNECT_PATIENCE_MS = 5000
const SESSION_TIMEOUT_MS = 30_000

/** A session of its own with the lab's coordination server, as a ZooKeeper shell has one. */
export async function withCoordination<Value>(
  lab: ConsoleLab,
  use: (client: CoordinationClient) => Promise<Value>,
): Promise<Value> {
  const { connect, process } = lab.coordination()
  if (process && !process.live)
    throw new CommandFailure(
      `${connect}: the coordination server is not running; start it with: systemctl start zookeeper-server`,
    )
  const runtime = { ...clientRuntime, logger: silentLogger }
  const client = createCoordinationClient(runtime, {
    connectString: connect,
    sessionTimeoutMs: SESSION_TIMEOUT_MS,
    renewAutomatically: false,
  })
  try {
    await client.connect(CONNECT_PATIENCE_MS)
    return await use(client)
  } catch (failure) {
    throw isCoordinationError(failure) ? new CommandFailure(`KeeperErrorCode = ${failure.message}`) : failure
  } finally {
    await client.close()
  }
}
