import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { Reader } from '../../../broker-core/bytes/reader'
import { Writer } from '../../../broker-core/bytes/writer'
import type { Api } from '../../../broker-core/protocol/api'
import { apis } from '../../../broker-core/protocol/apis'
import { generateStruct, seeded } from './generated-values'

/** Lines `Name version seed hex`: bytes that Apache Kafka's own message classes gave for the generated value of that seed. */
const fixture = readFileSync(join(__dirname, 'fixtures/apache-bytes.txt'), 'utf8').trim().split('\n')
const messages = new Map(
  (apis as unknown as readonly Api[]).flatMap(({ request, response }) =>
    [request, response].map((message) => [message.name, message] as const),
  ),
)

describe('bytes of Apache Kafka 3.9.1', () => {
  it.each(fixture.map((line) => line.split(' ') as [string, string, string, string]))(
    '%s version %s, value of seed %s',
    (name, versionText, seed, hex) => {
      const message = messages.get(name)
      if (message === undefined) throw new Error(`no message ${name}`)
      const version = Number(versionText)
      const value = generateStruct(message.fields, version, seeded(Number(seed) * 1000 + version))
      const writer = new Writer()
      message.write(writer, version, value)
      expect(writer.toBuffer().toString('hex')).toBe(hex)
      expect(message.read(new Reader(Buffer.from(hex, 'hex')), version)).toEqual(value)
    },
  )

  it('has nearly every message', () => {
    expect(new Set(fixture.map((line) => line.split(' ')[0])).size).toBeGreaterThan(messages.size * 0.9)
  })
})
