const C1 = 0x239b961b
const C2 = 0xab0e9789 | 0
const C3 = 0x38b34ae5
const C4 = 0xa1e38b93 | 0

/**
 * MurmurHash3 of 128 bits in its variant for 32-bit arithmetic, which is what JavaScript multiplies fast. Kafka takes MD5, but the hash
 * is never written anywhere: all it must do is tell keys apart. `h1` to `h4` hold the last result.
 */
export class KeyHash {
  h1 = 0
  h2 = 0
  h3 = 0
  h4 = 0

  constructor(private readonly seed: number) {}

  /** Hashes bytes [start, end). */
  update(bytes: Uint8Array, start: number, end: number): void {
    let a = this.seed
    let b = this.seed
    let c = this.seed
    let d = this.seed
    const blocksEnd = start + ((end - start) & ~15)
    for (let at = start; at < blocksEnd; at += 16) {
      a ^= mix(word(bytes, at), C1, 15, C2)
      a = (Math.imul(rotate(a, 19) + b, 5) + 0x561ccd1b) | 0
      b ^= mix(word(bytes, at + 4), C2, 16, C3)
      b = (Math.imul(rotate(b, 17) + c, 5) + 0x0bcaa747) | 0
      c ^= mix(word(bytes, at + 8), C3, 17, C4)
      c = (Math.imul(rotate(c, 15) + d, 5) + 0x96cd1c35) | 0
      d ^= mix(word(bytes, at + 12), C4, 18, C1)
      d = (Math.imul(rotate(d, 13) + a, 5) + 0x32ac3b17) | 0
    }
    const left = end - blocksEnd
    if (left > 12) d ^= mix(partialWord(bytes, blocksEnd + 12, end), C4, 18, C1)
    if (left > 8) c ^= mix(partialWord(bytes, blocksEnd + 8, end), C3, 17, C4)
    if (left > 4) b ^= mix(partialWord(bytes, blocksEnd + 4, end), C2, 16, C3)
    if (left > 0) a ^= mix(partialWord(bytes, blocksEnd, end), C1, 15, C2)
    this.finish(a, b, c, d, end - start)
  }

  private finish(a: number, b: number, c: number, d: number, length: number): void {
    const sum = ((a ^ length) + (b ^ length) + (c ^ length) + (d ^ length)) | 0
    const h1 = avalanche(sum)
    const h2 = avalanche(((b ^ length) + sum) | 0)
    const h3 = avalanche(((c ^ length) + sum) | 0)
    const h4 = avalanche(((d ^ length) + sum) | 0)
    this.h1 = (h1 + h2 + h3 + h4) | 0
    this.h2 = (h2 + this.h1) | 0
    this.h3 = (h3 + this.h1) | 0
    this.h4 = (h4 + this.h1) | 0
  }
}

function rotate(value: number, count: number): number {
  return (value << count) | (value >>> (32 - count))
}

function mix(word: number, first: number, count: number, second: number): number {
  return Math.imul(rotate(Math.imul(word, first), count), second)
}

function word(bytes: Uint8Array, at: number): number {
  return bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24)
}

function partialWord(bytes: Uint8Array, at: number, end: number): number {
  let value = 0
  for (let index = Math.min(end, at + 4) - 1; index >= at; index--) value = (value << 8) | bytes[index]!
  return value
}

function avalanche(value: number): number {
  let h = value
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b)
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35)
  return h ^ (h >>> 16)
}
