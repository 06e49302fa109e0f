import type { Random } from '../../runtime/random'
import type { ServerAddress } from './connect-string'

const ROUND_PAUSE_MIN_MS = 50
const ROUND_PAUSE_SPREAD_MS = 200

/** The servers in random order, tried one after the other, with a pause after each round so that a dead service is not hammered. */
export class ServerRotation {
  private readonly servers: ServerAddress[]
  private index = -1
  private tried = 0

  constructor(
    servers: readonly ServerAddress[],
    private readonly random: Random,
  ) {
    this.servers = shuffled(servers, random)
  }

  get current(): ServerAddress {
    return this.servers[Math.max(0, this.index)]!
  }

  /** The server to try next, and how long to wait before. */
  next(): { server: ServerAddress; pauseMs: number } {
    const roundOver = this.tried >= this.servers.length
    if (roundOver) this.tried = 0
    this.tried++
    this.index = (this.index + 1) % this.servers.length
    const pauseMs = roundOver ? ROUND_PAUSE_MIN_MS + this.random.integer(ROUND_PAUSE_SPREAD_MS) : 0
    return { server: this.current, pauseMs }
  }

  /** The current server answered: the next failure begins a new round. */
  connected(): void {
    this.tried = 0
  }
}

function shuffled<Item>(items: readonly Item[], random: Random): Item[] {
  const result = [...items]
  for (let index = result.length - 1; index > 0; index--) {
    const other = random.integer(index + 1)
    const item = result[index]!
    result[index] = result[other]!
    result[other] = item
  }
  return result
}
