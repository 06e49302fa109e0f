import { createCoordinationClient } from '../../../broker-core/znodes/create-client'
import { clientRuntime } from '../client/node-runtime'

const SESSION_MS = 10_000
const CONNECT_MS = 5_000
const silent = { trace() {}, debug() {}, info() {}, warn() {}, error() {}, fatal() {}, named: () => silent }

/** A znode's content as text, over a session of its own; null: there is no such znode. */
export async function readZnode(connectString: string, path: string): Promise<string | null> {
  const runtime = { ...clientRuntime, logger: silent }
  const client = createCoordinationClient(runtime, { connectString, sessionTimeoutMs: SESSION_MS, name: 'exercise' })
  try {
    await client.connect(CONNECT_MS)
    const content = await client.getData(path)
    return content === undefined ? null : (content.data?.toString('utf8') ?? '')
  } finally {
    await client.close()
  }
}
