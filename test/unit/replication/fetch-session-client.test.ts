import { describe, expect, it } from 'vitest'
import { FetchSessions } from '../../../broker-core/replication/fetch-session'
import { FetchSessionClient, type SessionFetch } from '../../../broker-core/replication/fetcher/fetch-session-client'
import { Seeded } from '../../helpers/seeded'
import { VirtualTime } from '../../helpers/virtual-time'

const part = (partition: number, fetchOffset: number, currentLeaderEpoch = 0) => ({
  topic: 't',
  partition,
  fetchOffset,
  logStartOffset: 0,
  currentLeaderEpoch,
})

describe('a follower’s fetch session', () => {
  it('asks in full until the leader keeps a session, then names only what is new, changed or gone', () => {
    const session = new FetchSessionClient()
    const both = [part(0, 5), part(1, 5)]
    expect(session.next(both)).toEqual({ sessionId: 0, sessionEpoch: 0, partitions: both, forgotten: [] })
    session.answered(0)
    expect(session.next(both)).toMatchObject({ sessionId: 0, sessionEpoch: 0, partitions: both })
    session.answered(77)
    expect(session.next(both)).toEqual({ sessionId: 77, sessionEpoch: 1, partitions: [], forgotten: [] })
    session.answered(77)
    const moved = [part(1, 6), part(2, 0)]
    expect(session.next(moved)).toEqual({
      sessionId: 77,
      sessionEpoch: 2,
      partitions: moved,
      forgotten: [{ topic: 't', partition: 0 }],
    })
    session.answered(77)
    expect(session.next([part(1, 6, 1), part(2, 0)]).partitions).toEqual([part(1, 6, 1)])
  })

  it('asks in full again after a failure, and closes what the leader may still keep', () => {
    const session = new FetchSessionClient()
    session.next([part(0, 5)])
    session.answered(77)
    session.next([part(0, 6)])
    session.failed(true)
    expect(session.next([part(0, 6)])).toEqual({
      sessionId: 77,
      sessionEpoch: 0,
      partitions: [part(0, 6)],
      forgotten: [],
    })
    session.failed(false)
    expect(session.next([part(0, 6)])).toMatchObject({ sessionId: 0, sessionEpoch: 0 })
  })

  it('has the leader read what the follower wants, through changes, lost answers and lost sessions (seeded)', () => {
    const random = new Seeded(20)
    const leader = new FetchSessions(4, new VirtualTime(), {
      integer: () => random.integer(0, 1_000_000),
      bytes: Buffer.alloc,
    })
    const session = new FetchSessionClient()
    let incremental = 0
    for (let round = 0; round < 2000; round++) {
      const wanted = [0, 1, 2, 3, 4].filter(() => random.next() < 0.8).map((index) => part(index, random.integer(0, 2)))
      if (wanted.length === 0) continue
      const request: SessionFetch = session.next(wanted)
      if (random.next() < 0.05) session.failed(true)
      else {
        const partitions = request.partitions.map((one) => ({ ...one, maxBytes: 1 }))
        const context = leader.begin({ ...request, partitions, fromFollower: true })
        if (typeof context === 'string') session.failed(context !== 'FETCH_SESSION_ID_NOT_FOUND')
        else {
          if (request.sessionEpoch > 0) incremental++
          const read = context.partitions().map(({ partition, fetchOffset }) => `${partition}@${fetchOffset}`)
          expect(read.sort()).toEqual(wanted.map(({ partition, fetchOffset }) => `${partition}@${fetchOffset}`).sort())
          if (random.next() < 0.05) session.failed(true)
          else session.answered(context.select([]).sessionId)
        }
      }
    }
    expect(incremental).toBeGreaterThan(1000)
  })
})
