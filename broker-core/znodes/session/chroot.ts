import type { CoordinationClientOptions } from '../client'
import { ensurePersistentPath } from '../operations/recursive'
import { retrying } from '../retrying'
import { parseConnectString } from './connect-string'
import { type ClientRuntime, createCoordinationClient } from './session-client'

/** Makes the chroot of a connect string with a session of its own, as Kafka does at start; nothing to do without one. */
export async function ensureChroot(
  runtime: ClientRuntime,
  options: CoordinationClientOptions,
  connectTimeoutMs: number,
): Promise<void> {
  const { chroot } = parseConnectString(options.connectString)
  if (chroot === '') return
  const connectString = options.connectString.slice(0, options.connectString.indexOf('/'))
  runtime.logger.info(`Creating the path ${chroot} in ZooKeeper at ${connectString} if it is missing`)
  const client = createCoordinationClient(runtime, { ...options, connectString, name: 'chroot' })
  try {
    await client.connect(connectTimeoutMs)
    await ensurePersistentPath(retrying(client), chroot)
  } finally {
    await client.close()
  }
}
