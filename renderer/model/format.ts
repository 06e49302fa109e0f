/** A number and its unit, kept apart: the unit is printed in caption ink. */
export interface Quantity {
  value: string
  unit: 'B' | 'KiB' | 'MiB' | 'GiB' | 'TiB'
}

const SIZE_UNITS = ['B', 'KiB', 'MiB', 'GiB', 'TiB'] as const

/** 1024 steps, one decimal: 1536 is 1.5 KiB. Exact bytes belong into the tooltip. */
export function sizeQuantity(bytes: number): Quantity {
  let value = bytes
  let step = 0
  while (value >= 1023.95 && step < SIZE_UNITS.length - 1) {
    value /= 1024
    step++
  }
  return { value: step === 0 ? String(Math.round(value)) : value.toFixed(1), unit: SIZE_UNITS[step]! }
}

/** Groups of three digits, joined by gaps in the style sheet so that copying gives plain digits: 18204333 is 18, 204, 333. */
export function digitGroups(value: number): string[] {
  const digits = String(Math.abs(Math.trunc(value)))
  const groups: string[] = []
  for (let end = digits.length; end > 0; end -= 3) groups.unshift(digits.slice(Math.max(0, end - 3), end))
  if (value < 0) groups[0] = `-${groups[0]}`
  return groups
}

export type DurationUnit = 'ms' | 's' | 'min' | 'h' | 'd'
export interface DurationPart {
  value: string
  unit: DurationUnit
}

/** The two largest units: 412 ms, 18.4 s, 9 min 17 s, 2 h 5 min, 3 d 4 h. Negative spans count as 0. */
export function durationParts(milliseconds: number): DurationPart[] {
  const ms = Math.max(0, milliseconds)
  if (ms < 999.5) return [{ value: String(Math.round(ms)), unit: 'ms' }]
  if (ms < 59_950) return [{ value: (ms / 1000).toFixed(1), unit: 's' }]
  const seconds = Math.round(ms / 1000)
  if (seconds < 3600) return twoUnits(seconds, 60, 'min', 's')
  const minutes = Math.floor(seconds / 60)
  if (minutes < 24 * 60) return twoUnits(minutes, 60, 'h', 'min')
  return twoUnits(Math.floor(minutes / 60), 24, 'd', 'h')
}

function twoUnits(amount: number, size: number, large: DurationUnit, small: DurationUnit): DurationPart[] {
  const rest = amount % size
  const parts = [{ value: String(Math.floor(amount / size)), unit: large }]
  return rest === 0 ? parts : [...parts, { value: String(rest), unit: small }]
}

const two = (value: number) => String(value).padStart(2, '0')

/** Local time of day, 14:32:01. */
export function timeOfDay(atMs: number): string {
  const date = new Date(atMs)
  return `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`
}

/** Local time of day with milliseconds, 14:32:01.882. */
export function exactTimeOfDay(atMs: number): string {
  return `${timeOfDay(atMs)}.${String(new Date(atMs).getMilliseconds()).padStart(3, '0')}`
}

/** A moment of any day in one cell: of today the time alone, to the millisecond. */
export function momentText(atMs: number, nowMs: number): string {
  const day = dayOf(atMs)
  return day === dayOf(nowMs) ? exactTimeOfDay(atMs) : `${day} ${timeOfDay(atMs)}`
}

/** 2026-11-23. */
export function dayOf(atMs: number): string {
  const date = new Date(atMs)
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`
}

/** Segment files lose their leading zeros: { zeros: true, name: '17660944.log' }; the full name belongs into the tooltip. */
export function shortFileName(name: string): { zeros: boolean; name: string } {
  const match = /^0{2,}(\d+)(\.[a-z].*)$/.exec(name)
  return match && name.length - match[2]!.length === 20
    ? { zeros: true, name: match[1]! + match[2]! }
    : { zeros: false, name }
}
