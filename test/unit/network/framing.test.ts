import { describe, expect, it } from 'vitest'
import { FrameAssembler, frame } from '../../../broker-core/network/framing'
import { seeded } from '../protocol/generated-values'

const framed = (...payloads: Buffer[]) => Buffer.concat(payloads.flatMap((payload) => frame([payload])))

function takeAll(assembler: FrameAssembler): Buffer[] {
  const frames: Buffer[] = []
  for (let next = assembler.take(); next !== undefined; next = assembler.take()) frames.push(next)
  return frames
}

describe('FrameAssembler', () => {
  it('finds the same frames however the stream is cut', () => {
    const random = seeded(11)
    const payloads = [0, 1, 5, 300, 70_000, 2].map((size) => Buffer.alloc(size, size))
    const stream = framed(...payloads)
    for (let round = 0; round < 50; round++) {
      const assembler = new FrameAssembler(100_000)
      const frames: Buffer[] = []
      for (let at = 0; at < stream.length; ) {
        const end = at + 1 + Math.floor(random() ** 4 * 40_000)
        assembler.feed(stream.subarray(at, end))
        frames.push(...takeAll(assembler))
        at = end
      }
      expect(frames.map((each) => each.length)).toEqual(payloads.map((each) => each.length))
      expect(Buffer.concat(frames).equals(Buffer.concat(payloads))).toBe(true)
    }
  })

  it('takes a frame of the largest size and refuses one byte more, after giving what came before', () => {
    const assembler = new FrameAssembler(10)
    assembler.feed(framed(Buffer.alloc(10), Buffer.alloc(11)))
    expect(assembler.take()?.length).toBe(10)
    expect(assembler.take()).toBeUndefined()
    expect(assembler.failure).toContain('11 bytes')
  })

  it('refuses a negative size', () => {
    const assembler = new FrameAssembler(10)
    assembler.feed(Buffer.from('ffffffff', 'hex'))
    expect(assembler.failure).toContain('-1 bytes')
  })

  it('grows with the bytes that come, so that an announcement alone costs little', () => {
    const size = 3 * 1024 * 1024 + 7
    const assembler = new FrameAssembler(100 * 1024 * 1024)
    const payload = Buffer.alloc(size)
    for (let index = 0; index < size; index += 1000) payload[index] = index % 251
    const stream = framed(payload)
    assembler.feed(stream.subarray(0, 4))
    expect(assembler.nextSize).toBe(size)
    for (let at = 4; at < stream.length; at += 65_536) assembler.feed(stream.subarray(at, at + 65_536))
    expect(assembler.take()?.equals(payload)).toBe(true)
  })

  it('shares no memory with the chunk', () => {
    const chunk = framed(Buffer.from('abc'))
    const assembler = new FrameAssembler(10)
    assembler.feed(chunk)
    chunk.fill(0)
    expect(assembler.take()?.toString()).toBe('abc')
  })
})
