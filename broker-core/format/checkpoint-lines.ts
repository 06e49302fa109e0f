/** A checkpoint file does not hold what its format says. */
export class CheckpointError extends Error {
  constructor(message: string) {
    super(message)
    this.name = 'CheckpointError'
  }
}

const VERSION = '0'

/** The frame of every checkpoint: version, number of entries, one line an entry, each ended by `\n`. */
export function encodeCheckpointLines(lines: readonly string[]): Buffer {
  return Buffer.from([VERSION, String(lines.length), ...lines, ''].join('\n'))
}

export function decodeCheckpointLines(content: Buffer): string[] {
  const lines = content.toString('utf8').split(/\r?\n/)
  if (lines[lines.length - 1] === '') lines.pop()
  const [version, count, ...entries] = lines
  // An empty file is an empty checkpoint, as in Kafka.
  if (version === undefined) return []
  if (version.trim() !== VERSION) throw new CheckpointError(`unrecognized version "${version}"`)
  if (count === undefined || Number(count.trim()) !== entries.length) {
    throw new CheckpointError(`expected ${count ?? 'a number of'} entries, found ${entries.length}`)
  }
  return entries
}

/** A decimal integer of at most 2^53. */
export function parseCheckpointInteger(text: string, line: string): number {
  const value = Number(text)
  if (!/^-?\d+$/.test(text) || !Number.isSafeInteger(value)) throw new CheckpointError(`malformed line "${line}"`)
  return value
}
