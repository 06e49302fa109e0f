import { createServer } from 'node:net'
import type { LabError } from '../api/errors'
import type { InBothLanguages } from '../api/exercise-functions'
import { clusterWords } from '../words/cluster-words'
import { failure, sentence } from '../words/wording'
import { type PortHolder, portHolder } from './port-holder'

/** What a port is for, for the sentence about a taken one. */
export interface WantedPort {
  port: number
  of: InBothLanguages
  /** How to choose another: `--ports`. */
  wayOut: InBothLanguages
}

/** Throws PORT_IN_USE naming the first port that somebody holds, who that is where it can be known, and the way out. */
export async function requireFreePorts(host: string, wanted: readonly WantedPort[]): Promise<void> {
  const errors = await Promise.all(wanted.map(({ port }) => listenError(host, port)))
  const at = errors.findIndex((code) => code !== null)
  const taken = wanted[at]
  if (taken) throw takenPort(host, taken, errors[at]!, portHolder(taken.port))
}

export function takenPort(host: string, taken: WantedPort, code: string, holder: PortHolder | null): LabError {
  const { port, of, wayOut } = taken
  if (code !== 'EADDRINUSE') return failure('PORT_IN_USE', clusterWords.portUnusable, { host, port, of, code, wayOut })
  const by = holder ? sentence(clusterWords.takenBy, { ...holder }) : clusterWords.takenBySomebody
  return failure('PORT_IN_USE', clusterWords.portTaken, { port, of, by, wayOut })
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
  throw failure('PORT_IN_USE', clusterWords.noFreePort, { from })
}
