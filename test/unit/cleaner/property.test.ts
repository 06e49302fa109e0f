import { readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { decodeEndTransactionMarker } from '../../../broker-core/format/control-record'
import type { RecordBatchView } from '../../../broker-core/format/record-batch'
import { recordsOf } from '../../../broker-core/format/record-batch-reader'
import type { Codec } from '../../../broker-core/runtime/codec'
import { LogGenerator } from '../../helpers/generated-logs'
import { Seeded } from '../../helpers/seeded'
import { CleanerWorld } from './cleaner-world'

const LOGS = 24
const SEED = Number(process.env.HIGHWATER_SEED ?? 1)

let world: CleanerWorld
afterEach(() => world.dispose())

const described = ({ offset, key, value }: { offset: number; key: unknown; value: unknown }) =>
  `${offset} ${key} ${value}`

/** Offset, key and value of what may stay: of every key the last that was not aborted, and all that is not below `endOffset`. */
function model(batches: readonly RecordBatchView[], endOffset: number, nowMs: number, codec: Codec): string[] {
  const aborted = abortedBatches(batches, codec)
  const data = batches
    .filter((batch) => !batch.isControlBatch && !aborted.has(batch))
    .flatMap((batch) => [...recordsOf(batch, codec)].map((record) => ({ ...record, horizon: batch.deleteHorizonMs })))
  const last = new Map<string, number>()
  for (const { key, offset } of data) if (key !== null && offset < endOffset) last.set(key.toString(), offset)
  const stays = data
    .filter(({ offset, key, value, horizon }) => {
      if (offset >= endOffset) return false
      const isExpired = value === null && horizon !== undefined && horizon <= nowMs
      return key !== null && last.get(key.toString()) === offset && !isExpired
    })
    .map(described)
  const beyond = batches
    .filter((batch) => !batch.isControlBatch)
    .flatMap((batch) => [...recordsOf(batch, codec)])
    .filter(({ offset }) => offset >= endOffset)
  return [...stays, ...beyond.map(described)]
}

function abortedBatches(batches: readonly RecordBatchView[], codec: Codec): Set<RecordBatchView> {
  const open = new Map<bigint, RecordBatchView[]>()
  const aborted = new Set<RecordBatchView>()
  for (const batch of batches) {
    const { producerId } = batch
    if (!batch.isControlBatch) {
      if (batch.isTransactional) open.set(producerId, [...(open.get(producerId) ?? []), batch])
      continue
    }
    const [record] = recordsOf(batch, codec)
    const marker = decodeEndTransactionMarker(record?.key ?? null, record?.value ?? null)
    if (marker?.type === 'abort') for (const one of open.get(producerId) ?? []) aborted.add(one)
    open.delete(producerId)
  }
  return aborted
}

const producersOf = () =>
  [...world.manager.logsForCleaning()[0]!.compaction.lastRecordsOfActiveProducers(0, Number.POSITIVE_INFINITY)].sort(
    (one, other) => Number(one.producerId - other.producerId),
  )

describe('compaction of any log', () => {
  it.each(Array.from({ length: LOGS }, (_, index) => SEED * 1000 + index))(
    'leaves the last values: seed %i',
    async (seed) => {
      world = new CleanerWorld()
      const random = new Seeded(seed)
      const log = await world.start({
        'segment.bytes': String(random.pick([2000, 4000, 20_000])),
        'delete.retention.ms': String(random.pick([60_000, 3_600_000])),
      })
      // Small maps make several passes of one cleaning.
      world.config = {
        ...world.config,
        dedupeBufferSize: random.pick([24 * 300, 4_000_000]),
        ioBufferSize: random.pick([8192, 200_000]),
      }
      const generator = new LogGenerator(log, random, world.runtime.codec, world.wallMs)
      for (let round = 0; round < 3; round++) {
        generator.fill(random.integer(5, 60))
        const before = world.batches()
        const unchanged = world.records().map(described)
        const cleanings = world.seen('cleanerFinished').length
        const producers = producersOf()
        await world.clean()
        const endOffset = Number(/^keys 0 (\d+)$/m.exec(world.checkpoint())?.[1] ?? 0)
        const wasCleaned = world.seen('cleanerFinished').length > cleanings
        const expected = wasCleaned ? model(before, endOffset, world.wallMs, world.runtime.codec) : unchanged
        expect(world.records().map(described)).toEqual(expected)
        const after = world.batches()
        expect(after.filter((batch) => !batch.isValid)).toEqual([])
        const bases = after.map(({ baseOffset }) => baseOffset)
        expect(bases).toEqual([...bases].sort((one, other) => one - other))
        expect(producersOf()).toEqual(producers)
        world.wallMs += 1_800_000
      }
      expect(world.cleaner!.uncleanablePartitions(world.directory)).toEqual([])
      const producers = producersOf()
      const { logEndOffset } = world.log
      const records = world.records()
      // Without snapshots the producers' state has to come out of what the cleaner has left.
      for (const name of readdirSync(world.partitionDirectory)) {
        if (name.endsWith('.snapshot')) rmSync(join(world.partitionDirectory, name))
      }
      const again = await world.restart('kill')
      expect(again.logEndOffset).toBe(logEndOffset)
      expect(world.records()).toEqual(records)
      const known = new Map(producersOf().map((producer) => [producer.producerId, producer.lastDataOffset]))
      for (const { producerId, lastDataOffset } of producers) expect(known.get(producerId)).toBe(lastDataOffset)
    },
  )
})
