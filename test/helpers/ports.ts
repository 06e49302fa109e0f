import { createServer, type Server } from 'node:net'

const HOST = '127.0.0.1'
/**
 * Below the ports that systems give to outgoing connections (from 32768 on Linux): there, what was free a moment ago may be some
 * client's before the server under test binds it. Each worker of a run has a range of its own for the same reason.
 */
const FIRST_PORT = 12_000
const PORTS_A_WORKER = 4_000
const WORKERS = 5

let next = Math.floor(Math.random() * PORTS_A_WORKER)

/** Ports that were free a moment ago, all different, and none given before by this worker. */
export async function freePorts(count: number): Promise<number[]> {
  const ports: number[] = []
  for (let tried = 0; ports.length < count && tried < PORTS_A_WORKER; tried++) {
    const port = rangeStart() + (next++ % PORTS_A_WORKER)
    if (await isFree(port)) ports.push(port)
  }
  if (ports.length < count) throw new Error(`no ${count} free ports from ${rangeStart()} on`)
  return ports
}

export async function freePort(): Promise<number> {
  return (await freePorts(1))[0]!
}

function rangeStart(): number {
  const worker = Number(process.env.VITEST_POOL_ID ?? 1) - 1
  return FIRST_PORT + (worker % WORKERS) * PORTS_A_WORKER
}

async function isFree(port: number): Promise<boolean> {
  const server = await listen(port)
  if (server === undefined) return false
  await new Promise((resolve) => server.close(resolve))
  return true
}

function listen(port: number): Promise<Server | undefined> {
  return new Promise((resolve) => {
    const server = createServer()
    server.once('error', () => resolve(undefined))
    server.listen(port, HOST, () => resolve(server))
  })
}
