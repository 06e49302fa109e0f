import { describe, expect, it } from 'vitest'
import { apiVersion } from '../../../broker-core/config/api-version'
import { servedApisAt } from '../../../broker-core/handlers/registry'

const rangesAt = (protocol: Parameters<typeof apiVersion>[0]) =>
  new Map(
    servedApisAt(apiVersion(protocol)).map(({ api, versionMin, versionMax }) => [api.name, [versionMin, versionMax]]),
  )

describe('what is announced', () => {
  it('below protocol 2.8 is what a 2.6 broker announces', () => {
    const old = rangesAt('2.6-IV0')
    expect(old.size).toBe(50)
    expect([...old.values()].every(([min]) => min === 0)).toBe(true)
    expect([old.get('Fetch'), old.get('Metadata'), old.get('Produce'), old.get('ApiVersions')]).toEqual([
      ...[
        [0, 11],
        [0, 9],
        [0, 8],
        [0, 3],
      ],
    ])
    expect(old.has('DescribeCluster')).toBe(false)
    expect(rangesAt('0.10.2-IV0')).toEqual(old)
    expect(rangesAt('2.8-IV0')).toEqual(old)
  })

  it('at 2.8 is never less, and has what clients need that name topics by id', () => {
    const now = rangesAt('2.8-IV1')
    for (const [name, [, max]] of rangesAt('2.6-IV0')) expect(now.get(name)?.[1], name).toBeGreaterThanOrEqual(max!)
    expect([now.get('Fetch'), now.get('Metadata'), now.get('CreateTopics'), now.get('DeleteTopics')]).toEqual([
      ...[
        [0, 17],
        [0, 12],
        [0, 7],
        [0, 6],
      ],
    ])
    expect(now.has('DescribeCluster')).toBe(true)
  })

  // librdkafka takes gzip, snappy and lz4 for unsupported when Produce does not begin at 0.
  it('begins at 0 everywhere', () => {
    expect([...rangesAt('2.8-IV1').values()].filter(([min]) => min !== 0)).toEqual([])
  })
})
