import { describe, expect, it } from 'vitest'
import { MalformedBytesError, Reader } from '../../../broker-core/bytes/reader'
import { Writer } from '../../../broker-core/bytes/writer'
import { apis } from '../../../broker-core/protocol/apis'
import type { Message } from '../../../broker-core/protocol/schema'
import { generateStruct, seeded } from './generated-values'

const messages = apis.flatMap((api) => [api.request, api.response]) as unknown as Message<unknown, unknown>[]
const versionsOf = ({ versions }: Message) =>
  Array.from({ length: versions.max - versions.min + 1 }, (_, index) => versions.min + index)

function encode(message: Message<unknown, unknown>, version: number, value: unknown): Buffer {
  const writer = new Writer()
  message.write(writer, version, value)
  return writer.toBuffer()
}

describe.each(messages.map((message) => [message.name, message] as const))('%s', (_, message) => {
  it('gives back in every version what was written', () => {
    for (const version of versionsOf(message)) {
      for (let seed = 1; seed <= 8; seed++) {
        const value = generateStruct(message.fields, version, seeded(seed * 1000 + version))
        const bytes = encode(message, version, value)
        const reader = new Reader(bytes)
        expect(message.read(reader, version), `version ${version}, seed ${seed}`).toEqual(value)
        expect(reader.remaining, `bytes left, version ${version}, seed ${seed}`).toBe(0)
      }
    }
  })

  it('answers torn and damaged bytes with MalformedBytesError or a value, nothing else', () => {
    for (const version of versionsOf(message)) {
      const random = seeded(version + 77)
      const bytes = encode(message, version, generateStruct(message.fields, version, random))
      for (let round = 0; round < 40; round++) {
        const damaged = Buffer.from(bytes.subarray(0, Math.floor(random() * (bytes.length + 1))))
        for (let hit = 0; hit < round % 4 && damaged.length > 0; hit++) {
          damaged[Math.floor(random() * damaged.length)] = Math.floor(random() * 256)
        }
        try {
          message.read(new Reader(damaged), version)
        } catch (error) {
          expect(error, `version ${version}, round ${round}`).toBeInstanceOf(MalformedBytesError)
        }
      }
    }
  })

  it('refuses every cut of an encoded value', () => {
    const version = message.versions.max
    const bytes = encode(message, version, generateStruct(message.fields, version, seeded(5)))
    for (let length = 0; length < Math.min(bytes.length, 300); length++) {
      expect(() => message.read(new Reader(bytes.subarray(0, length)), version), `first ${length} bytes`).toThrow(
        MalformedBytesError,
      )
    }
  })
})
