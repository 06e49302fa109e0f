import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Exchange, ReplicationFact } from '../../../broker-core/probe/replication-facts'
import { ExchangeHistory, HISTORY_MS, ROWS_MAX } from '../../../electron/host/replication/exchange-history'
import { checkpointedHighWatermark } from '../../../electron/host/replication/replica-files'
import { type ReplicaSource, ReplicationWatch } from '../../../electron/host/replication/replication-watch'
import { WatchedPartition } from '../../../electron/host/replication/watched-partition'
import { batchAt } from './inspect-data'

const OF = { topic: 'steps', partition: 0 }
const exchange = (correlationId: number, from = 2): Exchange => ({ from, to: 1, port: 40_000 + from, correlationId })
const sent = (id: number, fetchOffset: number): ReplicationFact => ({
  kind: 'fetch',
  moment: 'requestSent',
  exchange: exchange(id),
  ...OF,
  fetchOffset,
  leaderEpoch: 3,
})
const answered = (id: number, moment: 'responseSent' | 'responseReceived'): ReplicationFact => ({
  kind: 'fetch',
  moment,
  exchange: exchange(id),
  ...OF,
  errorCode: 0,
  firstOffset: 7,
  nextOffset: 9,
  recordsEpoch: 3,
  recordBytes: 140,
  highWatermark: 7,
})

describe('what passed between replicas', () => {
  it('both ends tell of the same message: one row, whoever is heard first', () => {
    const history = new ExchangeHistory()
    history.add(answered(5, 'responseSent'), 130)
    history.add(sent(5, 7), 100)
    history.add({ ...sent(5, 7), moment: 'requestReceived' } as ReplicationFact, 101)
    history.add(answered(5, 'responseReceived'), 131)
    const { exchanges } = history.since(0)
    expect(exchanges).toHaveLength(1)
    expect(exchanges[0]).toMatchObject({
      kind: 'fetch',
      fetchOffset: 7,
      answer: { firstOffset: 7, nextOffset: 9 },
      times: { requestSentMs: 100, requestReceivedMs: 101, responseSentMs: 130, responseReceivedMs: 131 },
    })
  })

  it('another connection or another request is another row', () => {
    const history = new ExchangeHistory()
    history.add(sent(5, 7), 100)
    history.add({ ...sent(5, 7), exchange: exchange(5, 3) } as ReplicationFact, 100)
    history.add(sent(6, 9), 140)
    expect(history.since(0).exchanges).toHaveLength(3)
  })

  it('gives what changed, and a row again when more of it is known', () => {
    const history = new ExchangeHistory()
    history.add(sent(5, 7), 100)
    const { change } = history
    expect(history.since(change)).toEqual({ exchanges: [], events: [] })
    history.add({ kind: 'fetch', moment: 'responseReceived', exchange: exchange(5), ...OF, nothingNew: true }, 600)
    expect(history.since(change).exchanges).toMatchObject([{ answer: null, times: { responseReceivedMs: 600 } }])
  })

  it('keeps a minute, and no more rows than a page can draw', () => {
    const history = new ExchangeHistory()
    history.add(sent(1, 0), 0)
    history.happened({ kind: 'truncated', brokerId: 2, atMs: 0, from: 9, to: 7 })
    history.forget(HISTORY_MS + 1)
    expect(history.since(0)).toEqual({ exchanges: [], events: [] })
    for (let id = 0; id < ROWS_MAX + 50; id++) history.add(sent(id, id), 100_000)
    const { exchanges } = history.since(0)
    expect(exchanges).toHaveLength(ROWS_MAX)
    expect(exchanges.at(-1)?.exchange.correlationId).toBe(ROWS_MAX + 49)
  })
})

describe('a page that looks at a partition', () => {
  let directory = ''
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'highwater-replication-'))
  })
  afterEach(() => rmSync(directory, { recursive: true }))

  const open = () => {
    const watched: string[][] = []
    const telemetry = { role: 'leader', leaderEpoch: 3, logStartOffset: 0, logEndOffset: 0, highWatermark: 0 }
    const replica = { brokerId: 1, live: true, telemetry, reportedMs: 1, directory } as unknown as ReplicaSource
    const watch = new ReplicationWatch({
      replicas: () => ({ replicas: [replica], isr: [1], leader: 1, leaderEpoch: 3 }),
      truncating: () => false,
      watch: (partitions) => watched.push(partitions.map(({ topic, partition }) => `${topic}-${partition}`)),
      wallMs: () => Date.now(),
    })
    return { watch, watched }
  }

  it('brokers are told what to tell, and to stop', () => {
    const { watch, watched } = open()
    const source = watch.look(() => undefined)
    source.setInterest(OF)
    source.setInterest({ ...OF })
    source.setInterest({ topic: 'other', partition: 1 })
    source.close()
    expect(watched).toEqual([['steps-0'], ['other-1'], []])
    watch.close()
  })

  it('rows are given until they are delivered, and all of them to a page that begins anew', async () => {
    const { watch } = open()
    const changed = vi.fn()
    const source = watch.look(changed)
    source.setInterest(OF)
    await vi.waitFor(() => expect(source.current()?.view.lanes).toHaveLength(1))
    watch.received({ events: [{ monotonicMs: 1, fact: sent(5, 7) }], dropped: 2 })
    const rows = (whole?: boolean) => source.current(whole)?.view.exchanges.length
    expect(rows()).toBe(1)
    expect(rows()).toBe(1)
    source.delivered()
    expect(rows()).toBe(0)
    expect(rows(true)).toBe(1)
    expect(source.current()?.view.dropped).toBe(2)
    watch.close()
  })

  it('what compaction took out of the tail is not shown any more', async () => {
    const log = (batches: Buffer[]) => {
      const bytes = Buffer.concat(batches)
      writeFileSync(join(directory, '00000000000000000000.log'), bytes)
      return bytes.length
    }
    const telemetry = {
      role: 'leader',
      leaderEpoch: 3,
      logStartOffset: 0,
      logEndOffset: 3,
      highWatermark: 3,
      sizeBytes: 0,
    }
    const replica = { brokerId: 1, live: true, telemetry, reportedMs: 1, directory } as unknown as ReplicaSource
    const partition = new WatchedPartition(OF, {
      replicas: () => ({ replicas: [replica], isr: [1], leader: 1, leaderEpoch: 3 }),
      truncating: () => false,
      watch: () => undefined,
      wallMs: (atMs) => atMs,
    })
    const shown = async () => {
      await partition.read()
      return partition.lanes?.[0]?.tail.map(({ offset }) => offset)
    }
    telemetry.sizeBytes = log([batchAt(0, 1), batchAt(1, 1), batchAt(2, 1)])
    expect(await shown()).toEqual([0, 1, 2])
    telemetry.sizeBytes = log([batchAt(0, 1), batchAt(2, 1)])
    expect(await shown()).toEqual([0, 2])
  })
})

it('the high watermark on disk is the one of this partition', () => {
  const entries = ['steps 01 5', 'steps 0 12'].map((text, index) => ({ line: index + 3, text }))
  const files = { replicationOffset: { path: '', raw: '', entries, problem: null, writtenMs: 0 }, leaderEpoch: null }
  expect(checkpointedHighWatermark(files, 'steps', 0)).toBe(12)
  expect(checkpointedHighWatermark(files, 'steps', 1)).toBe(-1)
})
