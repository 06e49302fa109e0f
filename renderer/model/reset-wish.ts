import type { LabFunctions } from '../../electron/host/api/functions'
import type { OffsetResetTarget } from '../../electron/host/api/group-views'
import { parsePartitions } from './groups'

/** What stands in the form: texts, as they are typed. */
export interface ResetWish {
  kind: OffsetResetTarget['kind']
  /** Empty: all topics that the group has offsets of. */
  topic: string
  partitions: string
  offset: string
  by: string
  /** As a `datetime-local` field has it. */
  datetime: string
}

export type ResetRequest = Omit<Parameters<LabFunctions['resetGroupOffsets']>[0], 'dryRun'>

const two = (value: number) => String(value).padStart(2, '0')

/** Local time to the second: `2026-11-23T14:32:20`. */
export function localDateTime(atMs: number): string {
  const date = new Date(atMs)
  const day = `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`
  return `${day}T${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`
}

export const emptyWish = (nowMs: number): ResetWish => ({
  kind: 'earliest',
  topic: '',
  partitions: '',
  offset: '',
  by: '',
  datetime: localDateTime(nowMs - 60_000),
})

/** The form as a request; null while something is missing or wrong. */
export function resetRequest(groupId: string, wish: ResetWish): ResetRequest | null {
  const to = target(wish)
  const partitions = wish.partitions.trim() === '' ? null : parsePartitions(wish.partitions)
  const wrong = wish.topic !== '' && wish.partitions.trim() !== '' && partitions === null
  if (!to || wrong) return null
  return { groupId, topics: wish.topic === '' ? [] : [{ topic: wish.topic, partitions }], to }
}

function target(wish: ResetWish): OffsetResetTarget | null {
  switch (wish.kind) {
    case 'earliest':
    case 'latest':
      return { kind: wish.kind }
    case 'offset':
      return /^\d{1,16}$/.test(wish.offset.trim()) ? { kind: 'offset', offset: Number(wish.offset) } : null
    case 'shiftBy':
      return /^[+-]?\d{1,16}$/.test(wish.by.trim()) ? { kind: 'shiftBy', by: Number(wish.by) } : null
    case 'datetime': {
      const timestampMs = new Date(wish.datetime).getTime()
      return Number.isNaN(timestampMs) ? null : { kind: 'datetime', timestampMs }
    }
  }
}
