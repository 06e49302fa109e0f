import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type RawBatch, readBatches } from './raw-records'

/** All batches of one replica, its segments one after the other; segment borders do not matter. */
export function replicaBatches(logDirs: readonly string[], partition: string): RawBatch[] {
  const folder = logDirs.map((logDir) => join(logDir, partition)).find(existsSync)
  if (!folder) throw new Error(`${partition} is in none of ${logDirs.join(', ')}`)
  const segments = readdirSync(folder).filter((name) => name.endsWith('.log'))
  return segments.sort().flatMap((name) => [...readBatches(readFileSync(join(folder, name)))])
}

/** How many segments a replica has. */
export function segmentCount(logDirs: readonly string[], partition: string): number {
  const folder = logDirs.map((logDir) => join(logDir, partition)).find(existsSync)
  return folder ? readdirSync(folder).filter((name) => name.endsWith('.log')).length : 0
}

/** The high watermark that a stopped broker left in its checkpoint. */
export function checkpointedHighWatermark(logDirs: readonly string[], partition: string): number {
  for (const logDir of logDirs) {
    const path = join(logDir, 'replication-offset-checkpoint')
    if (!existsSync(path)) continue
    const wanted = `${partition.replace(/-(\d+)$/, ' $1')} `
    const line = readFileSync(path, 'utf8')
      .split('\n')
      .find((text) => text.startsWith(wanted))
    if (line) return Number(line.slice(wanted.length))
  }
  return 0
}

/**
 * How the replicas of stopped brokers differ below the lowest of their high watermarks, as sentences; none when they are equal byte
 * for byte.
 */
export function replicaDifferences(
  replicas: readonly { id: number; logDirs: readonly string[] }[],
  partition: string,
): string[] {
  const limit = Math.min(...replicas.map(({ logDirs }) => checkpointedHighWatermark(logDirs, partition)))
  const below = replicas.map(({ id, logDirs }) => {
    const batches = replicaBatches(logDirs, partition).filter(({ lastOffset }) => lastOffset < limit)
    return { id, batches }
  })
  const [first, ...others] = below
  const problems: string[] = []
  for (const other of others) {
    const count = Math.max(first!.batches.length, other.batches.length)
    for (let index = 0; index < count; index++) {
      const [a, b] = [first!.batches[index], other.batches[index]]
      if (a && b && a.bytes.equals(b.bytes)) continue
      problems.push(
        `${partition} below ${limit}: broker ${first!.id} has ${text(a)}, broker ${other.id} has ${text(b)}`,
      )
      break
    }
  }
  return problems
}

const text = (batch: RawBatch | undefined) =>
  batch
    ? `offsets ${batch.baseOffset}-${batch.lastOffset} of epoch ${batch.leaderEpoch}, producer ${batch.producerId} sequence ${batch.baseSequence}`
    : 'nothing more'
