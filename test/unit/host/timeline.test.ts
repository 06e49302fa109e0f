import { appendFileSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { ProbeEvent } from '../../../broker-core/probe/events'
import { EventCoalescer } from '../../../electron/host/timeline/coalesce-events'
import { factEvent } from '../../../electron/host/timeline/fact-events'
import { insertByTime, OrderedEvents, type TimedEvent } from '../../../electron/host/timeline/ordered-events'
import { type NewEvent, Timeline } from '../../../electron/host/timeline/timeline'
import { TimelineFile } from '../../../electron/host/timeline/timeline-file'
import { Seeded } from '../../helpers/seeded'
import { temporaryDirectory } from '../../helpers/temp'

const nowhere = { write: () => undefined }
const event = (text: string): NewEvent => ({ source: 'lab', kind: 'topicCreated', text })
const fail = (line: string) => {
  throw new Error(line)
}

describe('timeline', () => {
  it('numbers events, keeps the newest and says where its history starts', () => {
    const timeline = new Timeline(nowhere, [], 10)
    for (let count = 1; count <= 100; count++) timeline.append(event(`e${count}`))
    expect(timeline.end).toBe(101)
    expect(timeline.start).toBeGreaterThan(80)
    expect(timeline.start).toBeLessThanOrEqual(91)
    const held = timeline.from(0, 1000)
    expect(held.map(({ seq }) => seq)).toEqual(Array.from({ length: held.length }, (_, at) => timeline.start + at))
    expect(held[held.length - 1]!.text).toBe('e100')
    expect(timeline.from(99, 5).map(({ text }) => text)).toEqual(['e99', 'e100'])
    expect(timeline.from(101, 5)).toEqual([])
  })

  it('lets a flood of watermarks push out watermarks, not what was killed before', () => {
    const timeline = new Timeline(nowhere, [], 100)
    const flood = (count: number) => {
      for (; count > 0; count--) timeline.append({ ...event('advanced'), kind: 'highWatermarkAdvanced' })
    }
    for (let round = 0; round < 20; round++) {
      timeline.append(event(`killed ${round}`))
      flood(50)
    }
    const held = timeline.from(0, 1000)
    expect(held.length).toBeLessThanOrEqual(110)
    expect(held.filter(({ text }) => text.startsWith('killed'))).toHaveLength(20)
    expect(held.map(({ seq }) => seq)).toEqual(held.map(({ seq }) => seq).sort((one, other) => one - other))
    expect(timeline.from(held[30]!.seq, 2)).toEqual(held.slice(30, 32))
    expect(timeline.newest(0, 60).filter(({ text }) => text.startsWith('killed'))).toHaveLength(20)
    expect(timeline.newest(timeline.end - 3, 60)).toHaveLength(3)
    for (let count = 0; count < 1000; count++) timeline.append(event('other'))
    expect(timeline.from(0, 1000).length).toBeLessThanOrEqual(110)
  })

  it('goes on with the numbers of an earlier session, read back from the file', async () => {
    const path = join(temporaryDirectory(), 'timeline.ndjson')
    const file = new TimelineFile(path, fail)
    const first = new Timeline(file)
    first.append(event('one'))
    first.append(event('two'))
    await file.close()
    appendFileSync(path, '{"seq":3,"te')
    const again = new TimelineFile(path, fail)
    const second = new Timeline(again, again.history(100))
    expect(second.append(event('three')).seq).toBe(3)
    expect(second.from(0, 10).map(({ text }) => text)).toEqual(['one', 'two', 'three'])
    await again.close()
  })

  it('rolls its file and still reads both', async () => {
    const path = join(temporaryDirectory(), 'timeline.ndjson')
    const file = new TimelineFile(path, fail, 400)
    const timeline = new Timeline(file)
    for (let count = 0; count < 3; count++) {
      timeline.append(event(`event ${count}`))
      timeline.append(event(`event ${count} more`))
      await file.close()
    }
    expect(readFileSync(path, 'utf8').length).toBeLessThanOrEqual(400)
    const texts = new TimelineFile(path, fail).history(100).map(({ text }) => text)
    expect(texts.slice(-2)).toEqual(['event 2', 'event 2 more'])
    expect(texts.length).toBeGreaterThanOrEqual(4)
  })
})

const probe = (brokerId: number, monotonicMs: number, partition = 0): ProbeEvent => ({
  brokerId,
  wallMs: monotonicMs,
  monotonicMs,
  fact: { kind: 'highWatermarkAdvanced', topic: 't', partition, from: monotonicMs, to: monotonicMs + 1 },
})

const timed = (brokerId: number, monotonicMs: number): TimedEvent => ({
  monotonicMs,
  event: factEvent(probe(brokerId, monotonicMs)),
})

describe('order of events', () => {
  it('is by the clock that all processes share, and stable', () => {
    const events = [timed(1, 5), timed(2, 3), timed(3, 5), timed(1, 4)].reduce<TimedEvent[]>(insertByTime, [])
    expect(events.map(({ event: { source }, monotonicMs }) => [source, monotonicMs])).toEqual([
      [2, 3],
      [1, 4],
      [1, 5],
      [3, 5],
    ])
  })

  function orderedBy() {
    let nowMs = 0
    const tasks: { atMs: number; task: () => void }[] = []
    const released: (number | undefined)[] = []
    const ordered = new OrderedEvents({
      monotonicMs: () => nowMs,
      after: (delayMs, task) => tasks.push({ atMs: nowMs + delayMs, task }),
      release: ({ atMs }) => released.push(atMs),
    })
    /** Time goes on; `stalledMs` at the end of it the lab does nothing, and only then sees that timers are due. */
    const advance = (toMs: number, stalledMs = 0) => {
      const run = () => {
        for (const due of tasks.splice(0)) due.atMs <= nowMs ? due.task() : tasks.push(due)
      }
      for (nowMs++; nowMs <= toMs - stalledMs; nowMs++) run()
      nowMs = toMs
      run()
    }
    return { ordered, released, advance }
  }

  it('holds each for a moment, then lets it go once', () => {
    const { ordered, released, advance } = orderedBy()
    ordered.add(timed(1, 10))
    advance(10)
    ordered.add(timed(2, 2))
    expect(released).toEqual([])
    advance(100)
    expect(released).toEqual([2, 10])
    ordered.add(timed(1, 101))
    ordered.flush()
    advance(200)
    expect(released).toEqual([2, 10, 101])
  })

  it('does not count the time in which the lab was busy: a cause that waited in its pipe comes first', () => {
    const { ordered, released, advance } = orderedBy()
    advance(10)
    ordered.add(timed(1, 10))
    advance(510, 500)
    expect(released).toEqual([])
    ordered.add(timed(2, 5))
    advance(600)
    expect(released).toEqual([5, 10])
  })

  it('tells at last also where the lab is always late', () => {
    const { ordered, released, advance } = orderedBy()
    ordered.add(timed(1, 1))
    for (let toMs = 200; toMs <= 4000 && released.length === 0; toMs += 200) advance(toMs, 199)
    expect(released).toEqual([1])
  })

  it('holds for chains through many processes, whatever order the pipes deliver in', () => {
    const random = new Seeded(7)
    const { ordered, released, advance } = orderedBy()
    const arrivals: { arriveMs: number; event: TimedEvent }[] = []
    // Each event is the effect of the one before it, on another broker; its message takes up to 29 ms.
    for (let atMs = 1; atMs < 2000; atMs += random.integer(1, 4))
      arrivals.push({ arriveMs: atMs + random.integer(0, 29), event: timed(random.integer(1, 3), atMs) })
    arrivals.sort((one, other) => one.arriveMs - other.arriveMs)
    for (const { arriveMs, event } of arrivals) {
      advance(arriveMs)
      ordered.add(event)
    }
    advance(3000)
    expect(released).toHaveLength(arrivals.length)
    expect(released).toEqual([...released].sort((one, other) => one! - other!))
    expect(arrivals.map(({ event }) => event.event.atMs)).not.toEqual(released)
  })
})

describe('coalescing', () => {
  function coalesced() {
    let nowMs = 0
    const tasks: (() => void)[] = []
    const released: string[] = []
    const coalescer = new EventCoalescer(
      ({ text }) => released.push(text),
      () => nowMs,
      (_delayMs, task) => tasks.push(task),
    )
    return {
      released,
      add: (text: string) => coalescer.add(event(text)),
      advance: (from: number, brokerId = 1, partition = 0) =>
        coalescer.add(
          factEvent({
            ...probe(brokerId, from),
            fact: { kind: 'highWatermarkAdvanced', topic: 't', partition, from, to: from + 1 },
          }),
        ),
      second: () => {
        nowMs += 1000
        for (const task of tasks.splice(0)) task()
      },
      timers: () => tasks.length,
    }
  }

  it('tells the first advance of a high watermark, and the rest of a second as one', () => {
    const { released, advance, second, timers } = coalesced()
    for (const from of [0, 1, 2]) advance(from)
    expect(released).toEqual(['t-0: high watermark 0 → 1 on broker 1'])
    second()
    expect(released.slice(1)).toEqual(['t-0: high watermark 1 → 3 on broker 1'])
    advance(3)
    expect(released).toHaveLength(2)
    second()
    expect(released.slice(2)).toEqual(['t-0: high watermark 3 → 4 on broker 1'])
    second()
    expect(timers()).toBe(0)
    advance(4)
    expect(released).toHaveLength(4)
  })

  it('holds nothing back behind what came later', () => {
    const { released, add, advance } = coalesced()
    for (const from of [0, 1, 2]) advance(from)
    add('killed')
    expect(released).toEqual([
      't-0: high watermark 0 → 1 on broker 1',
      't-0: high watermark 1 → 3 on broker 1',
      'killed',
    ])
  })

  it("tells the leader's advance before the follower's that follows from it", () => {
    const { released, advance, second } = coalesced()
    for (const from of [0, 1, 2]) advance(from)
    for (const from of [0, 1]) advance(from, 2)
    advance(7, 1, 5)
    advance(3)
    advance(2, 2)
    second()
    expect(released).toEqual([
      't-0: high watermark 0 → 1 on broker 1',
      't-0: high watermark 1 → 3 on broker 1',
      't-0: high watermark 0 → 1 on broker 2',
      't-5: high watermark 7 → 8 on broker 1',
      't-0: high watermark 3 → 4 on broker 1',
      't-0: high watermark 1 → 3 on broker 2',
    ])
  })
})

describe('facts as sentences', () => {
  it('name partition, brokers, epoch and why', () => {
    const fact: ProbeEvent['fact'] = {
      kind: 'leaderElected',
      topic: 'orders',
      partition: 2,
      from: 2,
      to: -1,
      leaderEpoch: 7,
      isr: [2],
      why: 'broker 2 failed',
    }
    expect(factEvent({ brokerId: 1, wallMs: 5, monotonicMs: 5, fact })).toMatchObject({
      source: 1,
      kind: 'leaderElected',
      atMs: 5,
      topicPartition: 'orders-2',
      severity: 'bad',
      text: 'orders-2: leader broker 2 → none, epoch 7 (broker 2 failed)',
      details: { isr: '2', leaderEpoch: 7 },
    })
  })
})
