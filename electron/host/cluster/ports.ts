import { createServer } from 'node:net'
import { LabError } from '../api/errors'
import { type PortHolder, portHolder } from './port-holder'

/** What a port is for, for the sentence about a taken one. */
export interface WantedPort {
  port: number
  of: string
  /** How to choose another: `--ports`. */
  wayOut: string
}

/** Throws PORT_IN_USE naming the first port that somebody holds, who that is where it can be known, and the way out. */
export async function requireFreePorts(host: string, wanted: readonly WantedPort[]): Promise<void> {
  const errors = await Promise.all(wanted.map(({ port }) => listenError(host, port)))
  const at = errors.findIndex((code) => code !== null)
  const taken = wanted[at]
  if (taken) throw new LabError('PORT_IN_USE', takenPortMessage(host, taken, errors[at]!, portHolder(taken.port)))
}

export function takenPortMessage(host: string, taken: WantedPort, code: string, holder: PortHolder | null): string {
  if (code !== 'EADDRINUSE') return `${host}:${taken.port} (${taken.of}) cannot be used: ${code}; ${taken.wayOut}`
  const by = holder ? `by ${holder.name} (process ${holder.pid})` : 'by another process'
  return `port ${taken.port} (${taken.of}) is taken ${by}; stop it, or ${taken.wayOut}`
}

/** null: free now. */
function listenError(host: string, port: number): Promise<string | null> {
  return new Promise((resolve) => {
    const server = createServer()
    server.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message))
    server.listen({ host, port, exclusive: true }, () => server.close(() => resolve(null)))
  })
}

/** Ports nobody holds now, all different: they are held together before any is let go. */
export async function findFreePorts(host: string, count: number): Promise<number[]> {
  const servers = await Promise.all(Array.from({ length: count }, () => listenAnywhere(host)))
  const ports = servers.map(({ port }) => port)
  await Promise.all(servers.map(({ close }) => close()))
  return ports
}

function listenAnywhere(host: string): Promise<{ port: number; close(): Promise<void> }> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen({ host, port: 0 }, () => {
      const address = server.address()
      const port = typeof address === 'object' && address ? address.port : 0
      resolve({ port, close: () => new Promise((done) => server.close(() => done())) })
    })
  })
}

/** The first port from `from` on that is neither in `used` nor held by anyone. */
export async function nextFreePort(host: string, from: number, used: ReadonlySet<number>): Promise<number> {
  for (let port = from; port < Math.min(from + 1000, 65_536); port++)
    if (!used.has(port) && (await listenError(host, port)) === null) return port
  throw new LabError('PORT_IN_USE', `no free port from ${from} on; stop what holds them, or choose ports with --ports`)
}
