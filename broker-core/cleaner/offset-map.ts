import { KeyHash } from './key-hash'

/** 16 bytes of hash, 8 of offset, as Kafka's: a dedupe buffer holds as many keys here as there. */
export const BYTES_PER_ENTRY = 24
const INTS_PER_ENTRY = BYTES_PER_ENTRY / 4
const TWO_TO_32 = 0x1_0000_0000
/** A map that need not use the whole buffer is kept emptier: that is faster. */
const SMALL_MAP_LOAD = 0.75
/** Room for the way down to the next prime number. */
const PRIME_GAP = 16

export interface OffsetMapOptions {
  /** Entries the dedupe buffer has room for. */
  slotsMax: number
  /** How full the buffer may get, 0 to 1 (log.cleaner.io.buffer.load.factor). */
  loadFactor: number
  /** There cannot be more different keys than this: no memory is taken for more. */
  keysMax: number
  seed: number
}

/**
 * The last offset of every key of a dirty section (kafka.log.SkimpyOffsetMap), by the key's hash alone: two keys of one hash would be
 * taken for one, which 128 bits make as good as impossible.
 *
 *     int32 ×4 hash | int32 low, int32 high of offset + 1         an entry of zeros is free
 */
export class OffsetMap {
  /** Everything up to here is in the map; -1: nothing is. */
  latestOffset = -1
  size = 0
  /** Keys the map takes. */
  readonly sizeMax: number
  private readonly slots: number
  private readonly entries: Int32Array
  private readonly hash: KeyHash

  constructor(private readonly options: OffsetMapOptions) {
    const { slotsMax, loadFactor, keysMax, seed } = options
    this.sizeMax = Math.floor(slotsMax * loadFactor)
    if (this.sizeMax < 1) {
      throw new Error(
        'offset map is too small to fit in even a single message, so log cleaning will never make progress. You can increase log.cleaner.dedupe.buffer.size or decrease log.cleaner.threads',
      )
    }
    this.slots = primeAtMost(Math.max(3, Math.min(slotsMax, Math.ceil(keysMax / SMALL_MAP_LOAD) + PRIME_GAP)))
    this.entries = new Int32Array(this.slots * INTS_PER_ENTRY)
    this.hash = new KeyHash(seed)
  }

  /** Share of the dedupe buffer in use, 0 to 1. */
  get utilization(): number {
    return this.size / this.options.slotsMax
  }

  get isFull(): boolean {
    return this.size >= this.sizeMax || this.size >= this.slots - 1
  }

  /** Notes that the key in bytes [start, end) has its last value at `offset` so far. The map must not be full. */
  put(bytes: Uint8Array, start: number, end: number, offset: number): void {
    const { entries, hash } = this
    const at = this.find(bytes, start, end)
    if (this.isFree(at)) {
      if (this.size >= this.slots - 1) throw new Error('the offset map is full')
      entries[at] = hash.h1
      entries[at + 1] = hash.h2
      entries[at + 2] = hash.h3
      entries[at + 3] = hash.h4
      this.size++
    }
    const stored = offset + 1
    entries[at + 4] = stored | 0
    entries[at + 5] = Math.floor(stored / TWO_TO_32)
  }

  /** Last offset of the key in bytes [start, end); -1: it is not in the map. */
  get(bytes: Uint8Array, start: number, end: number): number {
    const at = this.find(bytes, start, end)
    const { entries } = this
    return entries[at + 5]! * TWO_TO_32 + (entries[at + 4]! >>> 0) - 1
  }

  /** Where the entry of a key is or would be: double hashing over a prime number of slots visits all of them. */
  private find(bytes: Uint8Array, start: number, end: number): number {
    const { entries, hash, slots } = this
    hash.update(bytes, start, end)
    const { h1, h2, h3, h4 } = hash
    const step = 1 + ((h2 >>> 0) % (slots - 1))
    for (let slot = (h1 >>> 0) % slots; ; slot += step, slot = slot >= slots ? slot - slots : slot) {
      const at = slot * INTS_PER_ENTRY
      if (
        entries[at] === h1 &&
        entries[at + 1] === h2 &&
        entries[at + 2] === h3 &&
        entries[at + 3] === h4 &&
        !this.isFree(at)
      )
        return at
      if (this.isFree(at)) return at
    }
  }

  private isFree(at: number): boolean {
    return this.entries[at + 4] === 0 && this.entries[at + 5] === 0
  }
}

function primeAtMost(limit: number): number {
  for (let candidate = limit; candidate > 3; candidate--) if (isPrime(candidate)) return candidate
  return 3
}

function isPrime(value: number): boolean {
  if (value % 2 === 0) return value === 2
  for (let divisor = 3; divisor * divisor <= value; divisor += 2) if (value % divisor === 0) return false
  return true
}
