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

/** Below the ports that systems give to outgoing connections, one of which would else hold a stopped broker's when it comes back. */
const CHOSEN_PORTS = { from: 20_000, to: 32_000 }

/** Ports nobody holds now, all different, at a random place so that labs opened together hardly meet. */
export async function findFreePorts(host: string, count: number): Promise<number[]> {
  const { from, to } = CHOSEN_PORTS
  const ports = new Set<number>()
  let next = from + Math.floor(Math.random() * (to - from - count))
  while (ports.size < count) {
    next = await nextFreePort(host, next, ports)
    ports.add(next)
  }
  return [...ports]
}

/** The first port from `from` on that is neither in `used` nor held by anyone. */
export async function nextFreePort(host: string, from: number, used: ReadonlySet<number>): Promise<number> {
  for (let port = from; port < Math.min(from + 1000, 65_536); port++)
    if (!used.has(port) && (await listenError(host, port)) === null) return port
  throw new LabError('PORT_IN_USE', `no free port from ${from} on; stop what holds them, or choose ports with --ports`)
}
