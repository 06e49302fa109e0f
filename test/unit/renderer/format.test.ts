import { describe, expect, it } from 'vitest'
import { digitGroups, durationParts, exactTimeOfDay, shortFileName, sizeQuantity } from '../../../renderer/model/format'

const size = (bytes: number) => `${sizeQuantity(bytes).value} ${sizeQuantity(bytes).unit}`
const duration = (ms: number) =>
  durationParts(ms)
    .map((part) => `${part.value} ${part.unit}`)
    .join(' ')

describe('sizes', () => {
  it.each([
    [0, '0 B'],
    [1023, '1023 B'],
    [1024, '1.0 KiB'],
    [1536, '1.5 KiB'],
    [1024 ** 2 - 1, '1.0 MiB'],
    [64_382_566, '61.4 MiB'],
    [1.28 * 1024 ** 3, '1.3 GiB'],
    [5 * 1024 ** 5, '5120.0 TiB'],
  ])('%d bytes are %s', (bytes, text) => expect(size(bytes)).toBe(text))
})

describe('durations show the two largest units', () => {
  it.each([
    [-5, '0 ms'],
    [412, '412 ms'],
    [999.6, '1.0 s'],
    [18_400, '18.4 s'],
    [59_960, '1 min'],
    [557_000, '9 min 17 s'],
    [7_500_000, '2 h 5 min'],
    [3 * 86_400_000 + 4 * 3_600_000 + 59_000, '3 d 4 h'],
  ])('%d ms is %s', (ms, text) => expect(duration(ms)).toBe(text))
})

describe('offsets', () => {
  it.each([
    [0, ['0']],
    [999, ['999']],
    [1000, ['1', '000']],
    [18_204_333, ['18', '204', '333']],
    [-1, ['-1']],
    [Number.MAX_SAFE_INTEGER, ['9', '007', '199', '254', '740', '991']],
  ])('%d is grouped without losing a digit', (offset, groups) => {
    expect(digitGroups(offset)).toEqual(groups)
    expect(Number(digitGroups(offset).join(''))).toBe(offset)
  })
})

describe('file names', () => {
  it.each([
    ['00000000000017660944.log', true, '17660944.log'],
    ['00000000000000000000.timeindex', true, '0.timeindex'],
    ['00000000000017120430.log.deleted', true, '17120430.log.deleted'],
    ['leader-epoch-checkpoint', false, 'leader-epoch-checkpoint'],
    ['0001.log', false, '0001.log'],
  ])('%s', (name, zeros, short) => expect(shortFileName(name)).toEqual({ zeros, name: short }))
})

it('prints local time to the millisecond', () => {
  expect(exactTimeOfDay(new Date(2026, 10, 23, 4, 2, 1, 8).getTime())).toBe('04:02:01.008')
})
