import { describe, expect, it } from 'vitest'
import { SessionExpiry } from '../../../broker-core/coordination/session-expiry'
import {
  expiryTick,
  firstSessionId,
  grantTimeout,
  type Session,
  SessionTable,
} from '../../../broker-core/coordination/sessions'
import { silentLogger } from '../../../broker-core/runtime/silent-logger'
import { VirtualTime } from '../../helpers/virtual-time'

it.each([
  [1000, 2000, 4000],
  [4000, 2000, 4000],
  [18_000, 2000, 18_000],
  [60_000, 2000, 40_000],
  [1000, 3000, 6000],
  [-5, 3000, 6000],
])('a wish of %i ms at ticks of %i ms is granted as %i ms', (wish, tick, granted) => {
  expect(grantTimeout(wish, tick)).toBe(granted)
})

it.each([
  [0, 4000, 2000, 6000],
  [1, 4000, 2000, 6000],
  [1999, 4000, 2000, 6000],
  [2000, 4000, 2000, 8000],
])(
  'heard at %i with a timeout of %i and ticks of %i, it ends at %i, never before its timeout',
  (heard, timeout, tick, end) => {
    expect(expiryTick(heard, timeout, tick)).toBe(end)
    expect(end).toBeGreaterThanOrEqual(heard + timeout)
  },
)

it('session ids are never given twice, even when the wall clock goes back', () => {
  const first = firstSessionId(1_795_406_519_163, 0n)
  expect(first >> 56n).toBe(1n)
  expect(firstSessionId(1_795_406_519_163 - 86_400_000, first + 10n)).toBe(first + 11n)
  expect(firstSessionId(1_795_406_519_163 + 86_400_000, first)).toBeGreaterThan(first)
})

function world(tickTimeMs = 2000) {
  const time = new VirtualTime()
  const table = new SessionTable<string>(tickTimeMs)
  const ended: string[] = []
  const expiry = new SessionExpiry<string>(
    { clock: time, scheduler: time, logger: silentLogger },
    table,
    tickTimeMs,
    (session) => {
      table.remove(session)
      ended.push(`${session.id} at ${time.monotonicMs() - 1_000_000}`)
    },
  )
  const add = (id: bigint, timeoutMs: number): Session<string> => {
    const session = { id, password: Buffer.alloc(16), timeoutMs, lastHeardMs: time.monotonicMs(), link: undefined }
    table.add(session)
    expiry.reschedule()
    return session
  }
  const hear = (session: Session<string>) => {
    table.touch(session, time.monotonicMs())
    expiry.reschedule()
  }
  expiry.start()
  return { time, table, ended, add, hear, expiry }
}

describe('sessions', () => {
  it('end when nothing was heard for their timeout, at the next tick, each for itself', () => {
    const { time, ended, add } = world()
    add(1n, 4000)
    add(2n, 10_000)
    time.advance(4000)
    expect(ended).toEqual([])
    time.advance(2000)
    expect(ended).toEqual(['1 at 6000'])
    time.advance(20_000)
    expect(ended).toEqual(['1 at 6000', '2 at 12000'])
    expect(time.waiting).toBe(0)
  })

  it('live as long as they are heard', () => {
    const { time, ended, add, hear } = world()
    const session = add(1n, 4000)
    for (let round = 0; round < 50; round++) {
      time.advance(3900)
      hear(session)
    }
    expect(ended).toEqual([])
    time.advance(6001)
    expect(ended).toHaveLength(1)
  })

  it('have their whole timeout again after the server was frozen', () => {
    const { time, ended, add } = world()
    add(1n, 4000)
    time.advance(1000)
    time.freeze(60_000)
    time.advance(3000)
    expect(ended).toEqual([])
    time.advance(6000)
    expect(ended).toHaveLength(1)
  })

  it('are read before they are ended: what arrived while the tick was due counts', () => {
    const { time, table, ended, add, hear } = world()
    const session = add(1n, 4000)
    time.after(6000, () => time.soon(() => hear(session)))
    time.advance(5999)
    expect(table.size).toBe(1)
    time.after(1, () => hear(session))
    time.advance(1)
    expect(ended).toEqual([])
  })

  it('do not end after the server stopped', () => {
    const { time, ended, add, expiry } = world()
    add(1n, 4000)
    expiry.stop()
    time.advance(100_000)
    expect(ended).toEqual([])
  })
})
