import { describe, expect, it } from 'vitest'
import type { Api } from '../../broker-core/protocol/api'
import { apiName, requestHeaderVersion, responseHeaderVersion } from '../../broker-core/protocol/api-keys'
import { apis } from '../../broker-core/protocol/apis'
import type { Message } from '../../broker-core/protocol/schema'
import { includesVersion, parseVersions } from '../../broker-core/protocol/versions'
import { apacheJar, apacheMissing } from '../helpers/apache'
import { bytesOf, flexibleVersionsOf, type JsonMessage, layoutOfJson, layoutOfMessage } from '../helpers/message-layout'
import { skipFor } from '../helpers/skips'
import { readZip } from '../helpers/zip'

const missing = (await apacheMissing('2.6.3')) ?? (await apacheMissing('3.9.1'))

/** Kafka's own descriptions, from the clients jar of a release: by API key and "request" or "response". */
async function descriptionsOf(release: '2.6.3' | '3.9.1'): Promise<Map<string, JsonMessage>> {
  const jar = await apacheJar(release, 'kafka-clients-')
  const files = readZip(jar, (name) => /^common\/message\/.*(Request|Response)\.json$/.test(name))
  const descriptions = [...files.values()].map((text) => {
    return JSON.parse(text.toString().replace(/^\s*\/\/.*$/gm, '')) as JsonMessage
  })
  return new Map(descriptions.map((each) => [`${each.apiKey} ${each.type}`, each]))
}

const erased = apis as unknown as readonly Api[]

describe.skipIf(skipFor('message descriptions of Apache Kafka', missing))('schemas', async () => {
  const newer = missing === undefined ? await descriptionsOf('3.9.1') : new Map<string, JsonMessage>()
  const older = missing === undefined ? await descriptionsOf('2.6.3') : new Map<string, JsonMessage>()

  describe.each(erased.map((api) => [api.name, api] as const))('%s', (_, api) => {
    describe.each(['request', 'response'] as const)('%s', (kind) => {
      const message: Message = api[kind]

      it('is what Apache Kafka 3.9.1 describes, field by field in every version', () => {
        const json = newer.get(`${api.key} ${kind}`) as JsonMessage
        expect(message.name).toBe(json.name)
        for (let version = message.versions.min; version <= message.versions.max; version++) {
          expect(includesVersion(parseVersions(json.validVersions), version)).toBe(true)
          expect(message.isFlexible(version)).toBe(includesVersion(flexibleVersionsOf(json), version))
          expect(layoutOfMessage(message, version), `version ${version}`).toEqual(
            layoutOfJson(json, version, message.versions),
          )
        }
      })

      it('has every version of Apache Kafka 2.6.3, with the same bytes', () => {
        const json = older.get(`${api.key} ${kind}`)
        if (json === undefined) return
        const known = parseVersions(json.validVersions)
        expect([message.versions.min <= known.min, message.versions.max >= known.max]).toEqual([true, true])
        for (let version = known.min; version <= known.max; version++) {
          expect(message.isFlexible(version)).toBe(includesVersion(flexibleVersionsOf(json), version))
          expect(bytesOf(layoutOfMessage(message, version)), `version ${version}`).toEqual(
            bytesOf(layoutOfJson(json, version, message.versions)),
          )
        }
      })
    })
  })

  it('covers every API of a 2.6.3 broker', () => {
    const keys = new Set([...older.values()].map((each) => each.apiKey))
    expect([...keys].filter((key) => key !== undefined && apiName(key).startsWith('API_'))).toEqual([])
  })

  it('gives each version the header its flexibility asks for', () => {
    for (const api of erased) {
      for (let version = 0; version <= api.request.versions.max; version++) {
        const flexible = includesVersion(
          parseVersions(newer.get(`${api.key} request`)?.flexibleVersions ?? 'none'),
          version,
        )
        const first = api.name === 'ControlledShutdown' && version === 0
        expect(requestHeaderVersion(api, version)).toBe(first ? 0 : flexible ? 2 : 1)
        expect(responseHeaderVersion(api, version)).toBe(flexible && api.name !== 'ApiVersions' ? 1 : 0)
      }
    }
  })
})
