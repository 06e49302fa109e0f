import type { KeyDistribution } from '../api/benchmark-views'

/** Uniform in [0, 1), the same for the same seed. */
export type Draw = () => number

/** Marsaglia's xorshift of 32 bits, twice a draw: fast, and good enough to choose keys and sizes. */
export function seededDraw(seed: number): Draw {
  // Zero would stay zero; the first rounds spread small seeds.
  let state = (Math.imul(seed, 0x9e3779b1) ^ 0x5bf03635) | 0 || 1
  const next = (): number => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    return state >>> 0
  }
  for (let round = 0; round < 16; round++) next()
  return () => (next() * 0x20_0000 + (next() >>> 11)) / 0x20_0000_0000_0000
}

/** Number of a key, 0 to `keys` - 1. */
export type KeyDraw = () => number

const ZIPF_CONSTANT = 0.99
/** Of ten records that `latest` draws, one brings a key that was not there yet, until all are. */
const NEW_KEY_SHARE = 0.1

export function keyDraw(distribution: KeyDistribution, keys: number, draw: Draw): KeyDraw {
  switch (distribution) {
    case 'uniform':
      return () => Math.floor(draw() * keys)
    case 'zipfian':
      return scrambled(zipfianRanks(keys, draw), keys)
    case 'latest':
      return latestKeys(keys, draw)
  }
}

/** Rank 0 is the most frequent (Gray et al., "Quickly generating billion-record synthetic databases", as in YCSB). */
export function zipfianRanks(count: number, draw: Draw): KeyDraw {
  if (count < 2) return () => 0
  const theta = ZIPF_CONSTANT
  const alpha = 1 / (1 - theta)
  let zeta = 0
  for (let rank = 1; rank <= count; rank++) zeta += 1 / rank ** theta
  const zeta2 = 1 + 0.5 ** theta
  const eta = (1 - (2 / count) ** (1 - theta)) / (1 - zeta2 / zeta)
  return () => {
    const u = draw()
    const uz = u * zeta
    if (uz < 1) return 0
    if (uz < zeta2) return 1
    return Math.min(count - 1, Math.floor(count * (eta * u - eta + 1) ** alpha))
  }
}

/** Frequent keys lie everywhere among the others: a permutation of the numbers below `keys`. */
function scrambled(rank: KeyDraw, keys: number): KeyDraw {
  const step = coprimeNear(Math.floor(keys * 0.618), keys)
  return () => (rank() * step) % keys
}

function coprimeNear(start: number, keys: number): number {
  for (let step = Math.max(1, start); ; step++) if (greatestCommonDivisor(step, keys) === 1) return step
}

function greatestCommonDivisor(one: number, other: number): number {
  return other === 0 ? one : greatestCommonDivisor(other, one % other)
}

/** Begins with a hundredth of the keys; distances from the newest are zipfian over all of them. */
function latestKeys(keys: number, draw: Draw): KeyDraw {
  const distance = zipfianRanks(keys, draw)
  let newest = Math.max(0, Math.ceil(keys / 100) - 1)
  return () => {
    if (newest < keys - 1 && draw() < NEW_KEY_SHARE) return ++newest
    for (;;) {
      const back = distance()
      if (back <= newest) return newest - back
    }
  }
}
