import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { Writer } from '../../broker-core/bytes/writer'
import type { Api } from '../../broker-core/protocol/api'
import { apis } from '../../broker-core/protocol/apis'
import type { Message } from '../../broker-core/protocol/schema'
import { apacheLibs, apacheMissing } from '../helpers/apache'
import { messageJson } from '../helpers/message-json'
import { run } from '../helpers/run'
import { skipFor } from '../helpers/skips'
import { generateStruct, seeded } from '../unit/protocol/generated-values'

const missing = await apacheMissing('3.9.1')
const SEEDS = [1, 2, 3, 4]
const FIXTURE = join(__dirname, '../unit/protocol/fixtures/apache-bytes.txt')
const FIXTURE_BYTES_MAX = 300

interface Sample {
  name: string
  version: number
  seed: number
  json: string
  hex: string
}

/** Every message in every version with generated values, and the bytes we write. */
function samples(): Sample[] {
  const messages = (apis as unknown as readonly Api[]).flatMap(({ request, response }) => [request, response])
  return messages.flatMap((message) => {
    const versions = Array.from({ length: message.versions.max + 1 }, (_, version) => version)
    return versions.flatMap((version) => SEEDS.map((seed) => sample(message, version, seed)))
  })
}

function sample(message: Message, version: number, seed: number): Sample {
  const value = generateStruct(message.fields, version, seeded(seed * 1000 + version))
  const writer = new Writer()
  message.write(writer, version, value)
  const json = messageJson(message.fields, version, value)
  return { name: message.name, version, seed, json, hex: writer.toBuffer().toString('hex') }
}

/** The fixture that the unit tests read: for each message the oldest and newest version whose sample is short. */
function fixtureOf(all: readonly Sample[]): string {
  const short = all.filter(({ hex }) => hex.length > 0 && hex.length <= FIXTURE_BYTES_MAX * 2)
  const chosen = short.filter((each) => {
    const versions = short.filter(({ name }) => name === each.name).map(({ version }) => version)
    const isEdge = each.version === Math.min(...versions) || each.version === Math.max(...versions)
    return isEdge && short.find(({ name, version }) => name === each.name && version === each.version) === each
  })
  return chosen.map(({ name, version, seed, hex }) => `${name} ${version} ${seed} ${hex}\n`).join('')
}

describe.skipIf(skipFor('message bytes of Apache Kafka', missing))('bytes', () => {
  it("are those of Apache Kafka 3.9.1's own message classes, for every message and version", async () => {
    const all = samples()
    const program = join(__dirname, 'MessageBytes.java')
    const classPath = join(await apacheLibs('3.9.1'), '*')
    const input = all.map(({ name, version, json }) => `${name} ${version} ${json}\n`).join('')
    const result = await run('java', ['-cp', classPath, program], { input, timeoutMs: 120_000 })
    expect(result.code, result.stderr).toBe(0)
    const theirs = result.stdout.split('\n')
    expect(theirs).toHaveLength(all.length + 1)
    const different = all.flatMap(({ name, version, json, hex }, index) => {
      return hex === theirs[index] ? [] : [`${name} ${version} ${json}\n ours   ${hex}\n theirs ${theirs[index]}`]
    })
    expect(different.slice(0, 3).join('\n')).toBe('')
    if (process.env.HIGHWATER_REWRITE_FIXTURES) writeFileSync(FIXTURE, fixtureOf(all))
    expect(readFileSync(FIXTURE, 'utf8'), 'run with HIGHWATER_REWRITE_FIXTURES=1').toBe(fixtureOf(all))
  })
})
