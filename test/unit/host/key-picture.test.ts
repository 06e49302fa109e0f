import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { KeyRecordView } from '../../../electron/host/api/key-picture-views'
import { KeyPictures } from '../../../electron/host/key-picture/key-pictures'
import { mergeRecords, type SeenRecord } from '../../../electron/host/key-picture/known-records'
import { lookAt } from '../../../electron/host/key-picture/look'
import { CleanerWorld } from '../cleaner/cleaner-world'

const seen = (offset: number): SeenRecord => ({
  offset,
  timestampMs: 0,
  key: 'k',
  value: 'v',
  keyId: 'k',
  keySize: 1,
  valueSize: 1,
  baseOffset: 0,
  isControl: false,
  deleteHorizonMs: null,
})
const known = (offset: number): KeyRecordView => ({ ...seen(offset), state: 'there', goneMs: null })
const states = (records: KeyRecordView[]) => records.map(({ offset, state, goneMs }) => [offset, state, goneMs])

describe('records that were there and are not', () => {
  const look = { fromOffset: 0, logStartOffset: 0, logEndOffset: 10 }

  it('went by the cleaner, with the time', () =>
    expect(states(mergeRecords([known(1), known(2)], [seen(2), seen(3)], look, 7))).toEqual([
      [1, 'cleaned', 7],
      [2, 'there', null],
      [3, 'there', null],
    ]))

  it('went with their segment below the log start', () =>
    expect(states(mergeRecords([known(1), known(5)], [], { ...look, logStartOffset: 4 }, 7))).toEqual([
      [1, 'deleted', 7],
      [5, 'cleaned', 7],
    ]))

  it('keep the time at which they went', () => {
    const once = mergeRecords([known(1)], [], look, 7)
    expect(states(mergeRecords(once, [], { ...look, logStartOffset: 4 }, 9))).toEqual([[1, 'cleaned', 7]])
  })

  it('are forgotten when cut off the end, or in front of the look', () =>
    expect(mergeRecords([known(1), known(12)], [], { fromOffset: 2, logStartOffset: 0, logEndOffset: 10 }, 7)).toEqual(
      [],
    ))
})

describe('a replica by key, from its segments', () => {
  let world: CleanerWorld
  beforeEach(() => {
    world = new CleanerWorld()
  })
  afterEach(() => world.dispose())

  it('before and after a real clean: V1 to V3 go, V4 stays, with the files of both', async () => {
    await world.start({ 'min.cleanable.dirty.ratio': '0.01' })
    const replica = { brokerId: 1, topic: 'accounts', partition: 0 }
    const pictures = new KeyPictures(() => ({ directory: world.partitionDirectory, logStartOffset: 0 }))
    for (const value of ['V1', 'V2', 'V3', 'V4']) world.put('K1', value)
    world.put('K2', null)
    world.log.roll()
    world.put('K3', 'V1')
    const before = await pictures.follow(replica, 0)
    expect(before.records.map(({ key, value, state }) => [key, value, state])).toEqual([
      ...['V1', 'V2', 'V3', 'V4'].map((value) => ['K1', value, 'there']),
      ['K2', null, 'there'],
      ['K3', 'V1', 'there'],
    ])
    await world.clean()
    const fact = { ...world.seen('cleanerFinished')[0]!, ...replica }
    pictures.note({ brokerId: 1, wallMs: 0, monotonicMs: 0, fact } as never)
    const after = await pictures.follow(replica, before.version)
    expect(after.records.map(({ offset, state }) => [offset, state])).toEqual([
      [0, 'cleaned'],
      [1, 'cleaned'],
      [2, 'cleaned'],
      [3, 'there'],
      [4, 'there'],
      [5, 'there'],
    ])
    expect(after.records[4]!.deleteHorizonMs).toBeGreaterThan(0)
    expect(after.cleanings).toMatchObject([{ recordsBefore: 5, recordsAfter: 2, filesBefore: before.files }])
    expect(after.cleanings[0]!.filesAfter[0]!.sizeBytes).toBeLessThan(before.files[0]!.sizeBytes)
    pictures.close()
  })

  it('looks at the last offsets alone', async () => {
    await world.start()
    for (let index = 0; index < 30; index++) world.put(`k${index}`, 'v'.repeat(200))
    const look = await lookAt(world.partitionDirectory, 10, 0)
    expect(look).toMatchObject({ fromOffset: 20, logEndOffset: 30 })
    expect(look.records.map(({ offset }) => offset)).toEqual([20, 21, 22, 23, 24, 25, 26, 27, 28, 29])
    expect(look.records[0]!.value!.length).toBe(80)
    expect(look.records[0]!.valueSize).toBe(200)
  })
})
