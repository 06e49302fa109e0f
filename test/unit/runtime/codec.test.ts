import { gzipSync } from 'node:zlib'
import { beforeAll, describe, expect, it } from 'vitest'
import type { Codec } from '../../../broker-core/runtime/codec'
import { createNodeCodec } from '../../../broker-core/runtime/node/codec'

const CODECS = ['gzip', 'snappy', 'lz4', 'zstd'] as const
const SIZE_MAX = 8 * 1024 * 1024

describe('node codec', () => {
  let codec: Codec
  beforeAll(async () => {
    codec = await createNodeCodec()
  })

  it.each(CODECS)('%s gives back what it was given', (name) => {
    for (const size of [0, 1, 100, 70_000, 3_000_000]) {
      const data = Buffer.from(Array.from({ length: size }, (_, index) => (index * 7 + (index >> 8)) % 251))
      expect(codec.decompress(name, codec.compress(name, data), SIZE_MAX).equals(data)).toBe(true)
    }
  })

  it.each(CODECS)('%s refuses to grow beyond the limit', (name) => {
    const bomb = codec.compress(name, Buffer.alloc(16 * 1024 * 1024))
    expect(() => codec.decompress(name, bomb, 1024 * 1024)).toThrow()
  })

  it.each(CODECS)('%s throws on bytes that are no compressed data', (name) => {
    expect(() => codec.decompress(name, Buffer.from('these are not compressed bytes'), SIZE_MAX)).toThrow()
    const whole = codec.compress(name, Buffer.alloc(5000, 'abc'))
    expect(() => codec.decompress(name, whole.subarray(0, whole.length - 5), SIZE_MAX)).toThrow()
  })

  it('reads a zstd frame that does not say how large it is', () => {
    // Magic, descriptor without content size, window, then one raw block: what a streaming encoder writes.
    const text = 'hello hello hello hello'
    const header = Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0x00, 0x58, (text.length << 3) | 1, 0, 0])
    expect(codec.decompress('zstd', Buffer.concat([header, Buffer.from(text)]), 1000).toString()).toBe(text)
  })

  it('can be made again while another is in use', async () => {
    const data = Buffer.alloc(2000, 'abcdefg')
    for (let index = 0; index < 20; index++) {
      const [one, other] = await Promise.all([createNodeCodec(), createNodeCodec()])
      expect(other.decompress('zstd', one.compress('zstd', data), SIZE_MAX).equals(data)).toBe(true)
    }
  })

  it('reads gzip of other makers', () => {
    expect(codec.decompress('gzip', gzipSync('x'.repeat(100), { level: 1 }), 1000).toString()).toBe('x'.repeat(100))
  })
})
