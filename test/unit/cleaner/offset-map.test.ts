import { describe, expect, it } from 'vitest'
import { KeyHash } from '../../../broker-core/cleaner/key-hash'
import { OffsetMap } from '../../../broker-core/cleaner/offset-map'
import { Seeded } from '../../helpers/seeded'

const hex = (text: string, seed: number): string => {
  const hash = new KeyHash(seed)
  const bytes = Buffer.from(`..${text}..`)
  hash.update(bytes, 2, bytes.length - 2)
  return [hash.h1, hash.h2, hash.h3, hash.h4].map((part) => (part >>> 0).toString(16).padStart(8, '0')).join('')
}

describe('the hash of a key', () => {
  // MurmurHash3_x86_128 of the reference implementation.
  it.each([
    ['', 0, '00000000000000000000000000000000'],
    ['', 1, '88c4adec54d201b954d201b954d201b9'],
    ['The quick brown fox jumps over the lazy dog', 0, '2f1583c3ecee2c675d7bf66ce5e91d2c'],
  ])('%j with seed %i', (text, seed, expected) => {
    expect(hex(text, seed)).toBe(expected)
  })

  it('differs for keys that differ in one byte, of every length', () => {
    const seen = new Set<string>()
    for (let length = 0; length < 70; length++) {
      for (let at = 0; at < length; at++) seen.add(hex(`${'a'.repeat(at)}b${'a'.repeat(length - at - 1)}`, 7))
    }
    expect(seen.size).toBe((70 * 69) / 2)
  })
})

describe('the offset map', () => {
  const options = { slotsMax: 1000, loadFactor: 0.9, keysMax: 1_000_000, seed: 3 }
  const put = (map: OffsetMap, key: string, offset: number) => {
    const bytes = Buffer.from(key)
    map.put(bytes, 0, bytes.length, offset)
  }
  const get = (map: OffsetMap, key: string) => map.get(Buffer.from(key), 0, Buffer.byteLength(key))

  it.each([
    ['as large as it may be', options],
    ['as small as it can be', { ...options, slotsMax: 5_000_000, keysMax: 900 }],
  ])('is a map, %s', (_, given) => {
    const map = new OffsetMap(given)
    const model = new Map<string, number>()
    const random = new Seeded(5)
    for (let offset = 0; offset < 5000; offset++) {
      const key = `key-${random.integer(0, 850)}`
      const far = offset * 1_000_003_000
      model.set(key, far)
      put(map, key, far)
    }
    expect(map.size).toBe(model.size)
    expect(map.isFull).toBe(false)
    for (let index = 0; index <= 900; index++) expect(get(map, `key-${index}`)).toBe(model.get(`key-${index}`) ?? -1)
  })

  it('knows the first offset and the empty key', () => {
    const map = new OffsetMap(options)
    expect(get(map, '')).toBe(-1)
    put(map, '', 0)
    expect(get(map, '')).toBe(0)
  })

  it('is full at the load factor', () => {
    const map = new OffsetMap({ ...options, slotsMax: 100 })
    for (let index = 0; !map.isFull; index++) put(map, `k${index}`, index)
    expect(map.size).toBe(90)
    expect(map.utilization).toBeCloseTo(0.9)
    for (let index = 0; index < 90; index++) expect(get(map, `k${index}`)).toBe(index)
  })

  it.each([1, 2, 3, 10, 24])('holds as many keys as there can be: %i', (keysMax) => {
    const map = new OffsetMap({ ...options, keysMax })
    for (let index = 0; index < keysMax; index++) {
      expect(map.isFull).toBe(false)
      put(map, `k${index}`, index)
    }
  })

  it('refuses a buffer without room for a key', () => {
    expect(() => new OffsetMap({ ...options, slotsMax: 1 })).toThrow(/log.cleaner.dedupe.buffer.size/)
  })
})
