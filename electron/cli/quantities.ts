import { InvalidArgumentError } from 'commander'

const SIZE_STEPS: Readonly<Record<string, number>> = {
  '': 1,
  b: 1,
  k: 1024,
  kb: 1024,
  kib: 1024,
  m: 1024 ** 2,
  mb: 1024 ** 2,
  mib: 1024 ** 2,
  g: 1024 ** 3,
  gb: 1024 ** 3,
  gib: 1024 ** 3,
}
const TIME_STEPS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, min: 60_000, h: 3_600_000 }

/** `16MiB`, `500`, `64k`: bytes, steps of 1024. */
export function byteSize(text: string): number {
  const bytes = quantity(text, SIZE_STEPS, '')
  if (bytes === undefined) throw new InvalidArgumentError('bytes, as in 500, 64k or 16MiB.')
  return bytes
}

/** `60s`, `5m`, `500ms`, a plain number of seconds: milliseconds. */
export function duration(text: string): number {
  const milliseconds = quantity(text, TIME_STEPS, 's')
  if (milliseconds === undefined) throw new InvalidArgumentError('a time, as in 60s, 5m or 500ms.')
  return milliseconds
}

/** `500`, or `100-1000`. */
export function byteRange(text: string): [number, number] {
  const [from = '', to = from, ...more] = text.split('-')
  if (more.length > 0) throw new InvalidArgumentError('bytes, as in 500, or a range such as 100-1000.')
  return [byteSize(from), byteSize(to)]
}

function quantity(text: string, steps: Readonly<Record<string, number>>, plain: string): number | undefined {
  const match = /^(\d+(?:\.\d+)?)\s*([a-z]*)$/i.exec(text.trim())
  const step = match ? steps[(match[2] || plain).toLowerCase()] : undefined
  return match && step !== undefined ? Math.round(Number(match[1]) * step) : undefined
}
