import { describe, expect, it } from 'vitest'
import { judgeDivergence } from '../../../broker-core/replication/diverging-epoch'
import { LEADER_DURING_DELETE, MetadataCache } from '../../../broker-core/replication/metadata-cache'

const partition = (topic: string, leader = 1) => ({
  ...{ topic, partition: 0, controllerEpoch: 1, leader, leaderEpoch: 0 },
  ...{ isr: [1], zkVersion: 0, replicas: [1], offlineReplicas: [] },
})
const update = (topics: Record<string, string | undefined>, leader?: number) => ({
  controllerId: 1,
  liveBrokers: [],
  partitions: Object.keys(topics).map((topic) => partition(topic, leader)),
  topicIds: new Map(Object.entries(topics).filter((entry): entry is [string, string] => entry[1] !== undefined)),
})

describe('ids in the metadata cache', () => {
  it('lead to names and back, and stay when an update tells none', () => {
    const cache = new MetadataCache()
    cache.update(update({ a: 'id-a' }))
    cache.update(update({ a: undefined, b: undefined }))
    expect([cache.topicId('a'), cache.topicOfId('id-a'), cache.topicId('b')]).toEqual(['id-a', 'a', undefined])
  })

  it('go with the topic', () => {
    const cache = new MetadataCache()
    cache.update(update({ a: 'id-a' }))
    cache.update(update({ a: 'id-a' }, LEADER_DURING_DELETE))
    expect([cache.topicId('a'), cache.topicOfId('id-a')]).toEqual([undefined, undefined])
    cache.update(update({ unknown: 'id-u' }, LEADER_DURING_DELETE))
    expect(cache.topicOfId('id-u')).toBeUndefined()
  })

  it('of a topic made again replace those of the first', () => {
    const cache = new MetadataCache()
    cache.update(update({ a: 'first' }))
    cache.update(update({ a: 'second' }))
    expect([cache.topicId('a'), cache.topicOfId('first'), cache.topicOfId('second')]).toEqual([
      'second',
      undefined,
      'a',
    ])
  })
})

describe('where the logs of fetcher and leader part', () => {
  it.each([
    ['the same epoch, not beyond its end', 10, 3, { leaderEpoch: 3, endOffset: 10 }, 'none'],
    ['beyond the end of the epoch', 11, 3, { leaderEpoch: 3, endOffset: 10 }, 'diverging'],
    ['an epoch the leader never had', 5, 3, { leaderEpoch: 2, endOffset: 10 }, 'diverging'],
    ['an epoch newer than all', 5, 9, { leaderEpoch: -1, endOffset: -1 }, 'outOfRange'],
    ['an epoch older than all', 5, 1, { leaderEpoch: -1, endOffset: 4 }, 'outOfRange'],
    ['below the log start, whatever the epoch', 1, 3, { leaderEpoch: 2, endOffset: 10 }, 'outOfRange'],
  ] as const)('%s', (_, fetchOffset, lastFetchedEpoch, end, kind) => {
    expect(judgeDivergence({ fetchOffset, lastFetchedEpoch, logStartOffset: 2, end }).kind).toBe(kind)
  })
})
