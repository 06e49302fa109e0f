import { appendFileSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { ProbeEvent } from '../../../broker-core/probe/events'
import { EventCoalescer } from '../../../electron/host/timeline/coalesce-events'
import { factEvent } from '../../../electron/host/timeline/fact-events'
import { insertByTime, OrderedEvents, type TimedEvent } from '../../../electron/host/timeline/ordered-events'
import { type NewEvent, Timeline } from '../../../electron/host/timeline/timeline'
import { TimelineFile } from '../../../electron/host/timeline/timeline-file'
import { temporaryDirectory } from '../../helpers/temp'

const nowhere = { write: () => undefined }
const event = (text: string): NewEvent => ({ source: 'lab', kind: 'test', text })
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

  it('holds each for a moment, then lets it go once', () => {
    let nowMs = 0
    const tasks: { atMs: number; task: () => void }[] = []
    const released: (number | undefined)[] = []
    const ordered = new OrderedEvents({
      monotonicMs: () => nowMs,
      after: (delayMs, task) => tasks.push({ atMs: nowMs + delayMs, task }),
      release: ({ atMs }) => released.push(atMs),
    })
    const advance = (toMs: number) => {
      for (nowMs++; nowMs <= toMs; nowMs++)
        for (const due of tasks.splice(0)) due.atMs <= nowMs ? due.task() : tasks.push(due)
      nowMs = toMs
    }
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
})

describe('coalescing', () => {
  it('tells the first advance of a high watermark, and the rest of a second as one', () => {
    let nowMs = 0
    const tasks: (() => void)[] = []
    const released: string[] = []
    const coalescer = new EventCoalescer(
      ({ text }) => released.push(text),
      () => nowMs,
      (_delayMs, task) => tasks.push(task),
    )
    const add = (from: number) =>
      coalescer.add(
        factEvent({
          ...probe(1, from),
          fact: { kind: 'highWatermarkAdvanced', topic: 't', partition: 0, from, to: from + 1 },
        }),
      )
    add(0)
    add(1)
    add(2)
    coalescer.add(event('other'))
    expect(released).toEqual(['t-0: high watermark 0 → 1 on broker 1', 'other'])
    nowMs = 1000
    for (const task of tasks.splice(0)) task()
    expect(released[2]).toBe('t-0: high watermark 1 → 3 on broker 1')
    nowMs = 2000
    for (const task of tasks.splice(0)) task()
    expect(released).toHaveLength(3)
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
      why: 'no live ISR member',
    }
    expect(factEvent({ brokerId: 1, wallMs: 5, monotonicMs: 5, fact })).toMatchObject({
      source: 1,
      kind: 'leaderElected',
      atMs: 5,
      topicPartition: 'orders-2',
      severity: 'bad',
      text: 'orders-2: leader broker 2 → none, epoch 7 (no live ISR member)',
      details: { isr: '2', leaderEpoch: 7 },
    })
  })
})
