/** A line of a checkpoint file as bytes, line feed included. */
export interface LineBytes {
  /** Position of its first byte in the file. */
  position: number
  bytes: Uint8Array
  /** The number at its end. */
  value: number
}

const LINE_FEED = 10
const encoder = new TextEncoder()

/** The line `topic partition offset` of one partition; null: the file has none. */
export function partitionLine(raw: string, topic: string, partition: number): LineBytes | null {
  const start = `${topic} ${partition} `
  let position = 0
  for (const line of raw.split('\n')) {
    const bytes = encoder.encode(`${line}\n`)
    if (line.startsWith(start)) return { position, bytes, value: Number(line.slice(start.length)) }
    position += bytes.length
  }
  return null
}

/** Indexes of bytes that differ from those of the same line before. */
export function changedBytes(before: Uint8Array | null, now: Uint8Array): ReadonlySet<number> {
  if (before === null) return new Set()
  return new Set(Array.from(now.keys()).filter((index) => now[index] !== before[index]))
}

export const hexByte = (byte: number): string => byte.toString(16).padStart(2, '0')

/** What a dump prints beside the bytes: a dot for what is no character. */
export const shownByte = (byte: number): string => (byte > 32 && byte < 127 ? String.fromCharCode(byte) : '·')

export interface EpochBytes {
  bytes: Uint8Array
  /** The epoch whose line each byte belongs to; null: version and count. */
  epochs: (number | null)[]
  entries: { epoch: number; startOffset: number }[]
}

/** A whole `leader-epoch-checkpoint`: version, number of entries, then `epoch startOffset` lines. */
export function epochBytes(raw: string): EpochBytes {
  const epochs: (number | null)[] = []
  const entries: EpochBytes['entries'] = []
  const lines = raw.split('\n')
  for (const [index, line] of lines.entries()) {
    const match = index < 2 ? null : /^(\d+) (\d+)$/.exec(line)
    if (match) entries.push({ epoch: Number(match[1]), startOffset: Number(match[2]) })
    const length = encoder.encode(line).length + (index < lines.length - 1 ? 1 : 0)
    for (let count = 0; count < length; count++) epochs.push(match ? Number(match[1]) : null)
  }
  return { bytes: encoder.encode(raw), epochs, entries }
}

export const endsLine = (byte: number): boolean => byte === LINE_FEED
