import type { OffsetResetTarget } from '../../api/group-views'
import type { ParsedOptions } from '../options'
import { UsageFailure } from '../tool'
import { illegalArgument } from './kafka-error'

export const RESET_SCENARIOS = [
  'to-offset',
  'shift-by',
  'to-datetime',
  'by-duration',
  'to-earliest',
  'to-latest',
  'to-current',
  'from-file',
] as const

/** Where `--reset-offsets` goes: one of what the lab's own plan knows, the committed offset, or a file with offsets. */
export type ResetWish = OffsetResetTarget | { kind: 'current' } | { kind: 'file'; file: string }

/** Throws as the tool does. Pure. */
export function resetWish(options: ParsedOptions, nowMs: number): ResetWish {
  const given = RESET_SCENARIOS.filter((name) => options.has(name))
  const [scenario] = given
  if (scenario === undefined)
    throw new UsageFailure(
      `Option '[reset-offsets]' requires one of the following scenarios: ${RESET_SCENARIOS.map((name) => `[${name}]`).join(', ')}`,
    )
  if (given.length > 1) throw new UsageFailure(`Option "[${given[0]}]" can't be used with option "[${given[1]}]"`)
  const text = options.value(scenario) ?? ''
  switch (scenario) {
    case 'to-earliest':
      return { kind: 'earliest' }
    case 'to-latest':
      return { kind: 'latest' }
    case 'to-current':
      return { kind: 'current' }
    case 'to-offset':
      return { kind: 'offset', offset: Number(text) }
    case 'shift-by':
      return { kind: 'shiftBy', by: Number(text) }
    case 'to-datetime':
      return { kind: 'datetime', timestampMs: dateTime(text) }
    case 'by-duration':
      return { kind: 'datetime', timestampMs: nowMs - duration(text) }
    case 'from-file':
      return { kind: 'file', file: text }
  }
}

/** `2026-11-23T14:32:20.300`, in UTC unless it names its zone, as the tool reads it. */
export function dateTime(text: string): number {
  const [, day, time, zone] =
    /^(\d{4}-\d{2}-\d{2})T(\d{2}:\d{2}:\d{2}\.\d{1,3})(Z|[+-]\d{2}(?::?\d{2})?)?$/.exec(text) ?? []
  const offset = zone === undefined ? 'Z' : /^[+-]\d{2}$/.test(zone) ? `${zone}:00` : zone
  const value = Date.parse(`${day}T${time}${offset}`)
  if (Number.isNaN(value)) throw illegalArgument(`Unparseable date: "${text}"`)
  return value
}

/** `P1DT2H3M4.5S`, as java.time.Duration. Milliseconds. */
export function duration(text: string): number {
  const found = /^([+-])?P(?:([+-]?\d+)D)?(?:T(?:([+-]?\d+)H)?(?:([+-]?\d+)M)?(?:([+-]?\d+(?:\.\d+)?)S)?)?$/i.exec(text)
  if (!found || /^[+-]?P(T?)$/i.test(text) || /T$/i.test(text))
    throw illegalArgument('Text cannot be parsed to a Duration')
  const [, sign, days = '0', hours = '0', minutes = '0', seconds = '0'] = found
  const value = ((Number(days) * 24 + Number(hours)) * 60 + Number(minutes)) * 60_000 + Number(seconds) * 1000
  return sign === '-' ? -value : value
}

export interface PlannedOffset {
  group: string | null
  topic: string
  partition: number
  offset: number
}

/** Lines `topic,partition,offset`, or with the group in front. Throws for others. Pure. */
export function resetFile(text: string): PlannedOffset[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean)
    .map((line) => {
      const cells = line.split(',').map((cell) => cell.trim().replace(/^"(.*)"$/, '$1'))
      const [offset, partition, topic, group = null] = [...cells].reverse()
      if (!topic || !/^\d+$/.test(partition ?? '') || !/^\d+$/.test(offset ?? ''))
        throw illegalArgument(`${line}: a line of the file is topic,partition,offset`)
      return { group, topic, partition: Number(partition), offset: Number(offset) }
    })
}
