import { randomBytes, randomInt } from 'node:crypto'
import type { Random } from '../random'

export function createNodeRandom(): Random {
  return {
    bytes: (count) => randomBytes(count),
    integer: (exclusiveMax) => randomInt(exclusiveMax),
  }
}
