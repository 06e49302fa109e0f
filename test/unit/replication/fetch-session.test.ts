import { describe, expect, it } from 'vitest'
import { type FetchContext, FetchSessions, nextSessionEpoch } from '../../../broker-core/replication/fetch-session'
import type { EpochEndOffset } from '../../../broker-core/replication/truncation'
import { VirtualTime } from '../../helpers/virtual-time'

const wanted = (partition: number, fetchOffset = 0) => ({
  topic: 't',
  partition,
  fetchOffset,
  logStartOffset: -1,
  maxBytes: 1000,
  currentLeaderEpoch: -1,
})
const answered = (partition: number, change: Record<string, number> = {}) => ({
  topic: 't',
  partition,
  errorCode: 0,
  highWatermark: 5,
  logStartOffset: 0,
  recordBytes: 0,
  ...change,
})

function setUp(slots = 10) {
  const time = new VirtualTime()
  let next = 0
  const sessions = new FetchSessions(slots, time, { bytes: (count) => Buffer.alloc(count), integer: () => next++ })
  const begin = (sessionId: number, sessionEpoch: number, partitions = [wanted(0), wanted(1)], fromFollower = false) =>
    sessions.begin({ sessionId, sessionEpoch, fromFollower, partitions, forgotten: [] }) as FetchContext
  return { time, sessions, begin }
}

describe('incremental fetch sessions', () => {
  it('answers a full fetch in full and opens a session', () => {
    const { begin } = setUp()
    const selected = begin(0, 0).select([answered(0), answered(1)])
    expect(selected.answers).toHaveLength(2)
    expect(selected.sessionId).toBeGreaterThan(0)
  })

  it('then tells only news: records, an error, a moved high watermark or log start', () => {
    const { begin } = setUp()
    const { sessionId } = begin(0, 0).select([answered(0), answered(1)])
    const second = begin(sessionId, 1, [])
    expect(second.partitions().map((one) => one.partition)).toEqual([0, 1])
    expect(second.select([answered(0), answered(1, { highWatermark: 6 })]).answers.map((one) => one.partition)).toEqual(
      [1],
    )
    expect(begin(sessionId, 2, []).select([answered(0), answered(1, { highWatermark: 6 })]).answers).toEqual([])
    const failed = begin(sessionId, 3, []).select([answered(0, { errorCode: 6 }), answered(1, { highWatermark: 6 })])
    expect(failed.answers.map((one) => one.errorCode)).toEqual([6])
    expect(
      begin(sessionId, 4, [])
        .select([answered(0)])
        .answers.map((one) => one.partition),
    ).toEqual([0])
  })

  it('reads a partition that returned records last next time', () => {
    const { begin } = setUp()
    const { sessionId } = begin(0, 0).select([answered(0), answered(1)])
    begin(sessionId, 1, []).select([answered(0, { recordBytes: 100 }), answered(1)])
    expect(
      begin(sessionId, 2, [])
        .partitions()
        .map((one) => one.partition),
    ).toEqual([1, 0])
  })

  it('takes changed offsets and forgets partitions', () => {
    const { sessions, begin } = setUp()
    const { sessionId } = begin(0, 0).select([answered(0), answered(1)])
    const context = sessions.begin({
      sessionId,
      sessionEpoch: 1,
      fromFollower: false,
      partitions: [wanted(0, 42)],
      forgotten: [{ topic: 't', partition: 1 }],
    }) as FetchContext
    expect(context.partitions()).toEqual([wanted(0, 42)])
  })

  it('refuses an unknown session and a wrong epoch', () => {
    const { begin } = setUp()
    const { sessionId } = begin(0, 0).select([answered(0), answered(1)])
    expect(begin(99, 1)).toBe('FETCH_SESSION_ID_NOT_FOUND')
    expect(begin(sessionId, 2)).toBe('INVALID_FETCH_SESSION_EPOCH')
  })

  it('keeps no session for a final fetch, and closes the one it names', () => {
    const { sessions, begin } = setUp()
    const { sessionId } = begin(0, 0).select([answered(0), answered(1)])
    expect(begin(sessionId, -1).select([answered(0)]).sessionId).toBe(0)
    expect(sessions.size).toBe(0)
  })

  it('gives no session when full, unless one is idle or a follower asks', () => {
    const { time, begin } = setUp(1)
    const first = begin(0, 0).select([answered(0)]).sessionId
    expect(begin(0, 0).select([answered(0)]).sessionId).toBe(0)
    const follower = begin(0, 0, [wanted(0)], true).select([answered(0)]).sessionId
    expect(follower).toBeGreaterThan(0)
    expect(begin(first, 1, [])).toBe('FETCH_SESSION_ID_NOT_FOUND')
    expect(begin(0, 0).select([answered(0)]).sessionId).toBe(0)
    time.advance(120_001)
    expect(begin(0, 0).select([answered(0)]).sessionId).toBeGreaterThan(0)
  })

  describe('with topics named by id', () => {
    const byId = (topicId: string, topic: string | null) => ({ ...wanted(0), topic, topicId })
    const names = new Map([['id-a', 'a']])
    const nameOfId = (id: string) => names.get(id)
    function open(sessions: FetchSessions) {
      const request = { sessionId: 0, sessionEpoch: 0, fromFollower: false, forgotten: [] }
      const context = sessions.begin({ ...request, partitions: [byId('id-a', 'a'), byId('id-b', null)], nameOfId })
      const answers = [
        { ...answered(0), topic: 'a', topicId: 'id-a' },
        { ...answered(0, { errorCode: 100, highWatermark: -1 }), topic: null, topicId: 'id-b' },
      ]
      return (context as FetchContext).select(answers).sessionId
    }
    const next = { fromFollower: false, partitions: [], forgotten: [] }

    it('keeps apart what only the id tells apart, and names an id once it is known', () => {
      const { sessions } = setUp()
      const sessionId = open(sessions)
      const second = sessions.begin({ ...next, sessionId, sessionEpoch: 1, nameOfId }) as FetchContext
      expect(second.partitions().map(({ topic }) => topic)).toEqual(['a', null])
      names.set('id-b', 'b')
      const third = sessions.begin({ ...next, sessionId, sessionEpoch: 2, nameOfId }) as FetchContext
      expect(third.partitions().map(({ topic }) => topic)).toEqual(['a', 'b'])
      const ofB = { ...answered(0), topic: 'b', topicId: 'id-b' }
      const told = (answer: typeof ofB & { divergingEpoch?: EpochEndOffset }) => third.select([answer]).answers.length
      expect([told(ofB), told(ofB)]).toEqual([1, 0])
      expect(told({ ...ofB, divergingEpoch: { leaderEpoch: 1, endOffset: 2 } })).toBe(1)
    })

    it('forgets by id, and is not gone on with by name', () => {
      const { sessions } = setUp()
      const sessionId = open(sessions)
      expect(sessions.begin({ ...next, sessionId, sessionEpoch: 1 })).toBe('FETCH_SESSION_TOPIC_ID_ERROR')
      const forgotten = [{ topic: null, topicId: 'id-b', partition: 0 }]
      const context = sessions.begin({ ...next, sessionId, sessionEpoch: 1, forgotten, nameOfId }) as FetchContext
      expect(context.partitions().map(({ topicId }) => topicId)).toEqual(['id-a'])
    })

    it('one by name is not gone on with by id', () => {
      const { sessions, begin } = setUp()
      const { sessionId } = begin(0, 0).select([answered(0), answered(1)])
      expect(sessions.begin({ ...next, sessionId, sessionEpoch: 1, nameOfId })).toBe('FETCH_SESSION_TOPIC_ID_ERROR')
    })
  })

  it('wraps its epoch to 1', () => {
    expect([nextSessionEpoch(0), nextSessionEpoch(1), nextSessionEpoch(0x7fffffff)]).toEqual([1, 2, 1])
  })
})
