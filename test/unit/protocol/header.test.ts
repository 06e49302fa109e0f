import { describe, expect, it } from 'vitest'
import { Reader } from '../../../broker-core/bytes/reader'
import { Writer } from '../../../broker-core/bytes/writer'
import type { Api } from '../../../broker-core/protocol/api'
import {
  ApiKey,
  apiName,
  apiOfKey,
  requestHeaderVersion,
  responseHeaderVersion,
} from '../../../broker-core/protocol/api-keys'
import { apis } from '../../../broker-core/protocol/apis'
import {
  readRequestHeaderRest,
  readRequestHeaderStart,
  readResponseHeader,
  writeRequestHeader,
  writeResponseHeader,
} from '../../../broker-core/protocol/header'

const erased = apis as unknown as readonly Api[]
const header = { apiKey: 3, apiVersion: 9, correlationId: 258, clientId: 'ab' }

describe('headers', () => {
  it.each([
    [0, '0003 0009 00000102'],
    [1, '0003 0009 00000102 0002 6162'],
    // The client id keeps its int16 length in the flexible header.
    [2, '0003 0009 00000102 0002 6162 00'],
  ] as const)('of requests, version %s', (version, hex) => {
    const writer = new Writer()
    writeRequestHeader(writer, header, version)
    expect(writer.toBuffer().toString('hex')).toBe(hex.replaceAll(' ', ''))
    const reader = new Reader(writer.toBuffer())
    const read = readRequestHeaderRest(reader, readRequestHeaderStart(reader), version)
    expect(read).toEqual({ ...header, clientId: version === 0 ? null : 'ab' })
    expect(reader.remaining).toBe(0)
  })

  it('of requests may have no client id, and tags that are not known', () => {
    const reader = new Reader(Buffer.from('0003000900000102ffff010402aabb', 'hex'))
    expect(readRequestHeaderRest(reader, readRequestHeaderStart(reader), 2).clientId).toBeNull()
    expect(reader.remaining).toBe(0)
  })

  it.each([
    [0, '00000102'],
    [1, '0000010200'],
  ] as const)('of responses, version %s', (version, hex) => {
    const writer = new Writer()
    writeResponseHeader(writer, 258, version)
    expect(writer.toBuffer().toString('hex')).toBe(hex)
    expect(readResponseHeader(new Reader(writer.toBuffer()), version)).toBe(258)
  })

  it('have the two exceptions', () => {
    const controlledShutdown = apiOfKey(ApiKey.ControlledShutdown) as Api
    const apiVersions = apiOfKey(ApiKey.ApiVersions) as Api
    expect([0, 1, 3].map((version) => requestHeaderVersion(controlledShutdown, version))).toEqual([0, 1, 2])
    expect([0, 2, 3, 4].map((version) => requestHeaderVersion(apiVersions, version))).toEqual([1, 1, 2, 2])
    expect([0, 2, 3, 4].map((version) => responseHeaderVersion(apiVersions, version))).toEqual([0, 0, 0, 0])
  })
})

describe('API keys', () => {
  it('name every described API, and no other', () => {
    expect(Object.fromEntries(erased.map(({ name, key }) => [name, key]))).toEqual(ApiKey)
    expect(apiName(0)).toBe('Produce')
    expect(apiName(999)).toBe('API_999')
    expect(apiOfKey(999)).toBeUndefined()
  })

  it('share the versions of request and response', () => {
    for (const { request, response } of erased) expect(response.versions).toEqual(request.versions)
  })
})
