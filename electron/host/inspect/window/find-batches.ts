import type { BatchOutline, FindFilter, FoundBatches, LogPlace } from '../../api/inspect-views'
import { clientCodec } from '../../client/node-runtime'
import { type BatchWithBytes, batchesFrom } from '../batch-pages'
import { listDirectory } from '../directory-listing'
import { segmentBases } from '../partition-report'
import { hasVanished, withFile } from '../read-only-file'
import { decodeBatch, type InspectedRecord } from '../record-decode'
import { logPathOf } from './batch-rows'

const FOUND_MAX = 200
/** One question reads about so much; whoever wants more asks again from where it ended. */
const READ_MAX = 32 * 1024 * 1024
const OFFSETS_MAX = 20

/** Batches, from a place on, that have everything the filter asks for. */
export async function findBatches(
  directory: string,
  from: LogPlace | null,
  filter: FindFilter,
  limit: number,
): Promise<FoundBatches> {
  const answer: FoundBatches = { found: [], readBytes: 0, next: null }
  const matcher = new Matcher(filter, await clientCodec())
  const room = Math.min(limit, FOUND_MAX)
  for (const baseOffset of segmentBases((await listDirectory(directory)).files)) {
    if (from !== null && baseOffset < from.baseOffset) continue
    const start = from?.baseOffset === baseOffset ? from.position : 0
    try {
      const next = await inSegment(logPathOf({ directory, baseOffset }), start, (each) => {
        answer.readBytes += each.batch.sizeBytes
        const offsets = matcher.offsetsIn(each)
        if (offsets !== null)
          answer.found.push({ baseOffset, position: each.batch.position, batch: each.batch, offsets })
        return answer.found.length < room && answer.readBytes < READ_MAX
      })
      if (next !== null) return { ...answer, next: { baseOffset, position: next } }
    } catch (error) {
      // Deleted by retention meanwhile: the search goes on in the next one.
      if (!hasVanished(error)) throw error
    }
  }
  return answer
}

/** Where `visit` stopped; null: at the end. */
function inSegment(path: string, from: number, visit: (each: BatchWithBytes) => boolean): Promise<number | null> {
  return withFile(path, async (log) => {
    for await (const each of batchesFrom(log, { from, checkCrc: true }))
      if (!visit(each)) return each.batch.position + each.batch.sizeBytes
    return null
  })
}

class Matcher {
  private readonly text: string | null

  constructor(
    private readonly filter: FindFilter,
    private readonly codec: Awaited<ReturnType<typeof clientCodec>>,
  ) {
    this.text = filter.text === null || filter.text === '' ? null : filter.text.toLowerCase()
  }

  /** Offsets of the records that match, empty where the batch itself is what was looked for; null: it is not. */
  offsetsIn({ batch, bytes }: BatchWithBytes): number[] | null {
    if (!this.hasHeader(batch)) return null
    if (this.text === null) return []
    const { records } = decodeBatch(bytes, batch, this.codec)
    const offsets = records.filter((record) => this.hasText(record)).map(({ offset }) => offset)
    return offsets.length === 0 ? null : offsets.slice(0, OFFSETS_MAX)
  }

  private hasHeader(batch: BatchOutline): boolean {
    const { producerId, leaderEpoch, control, transactional, badCrc } = this.filter
    return (
      (producerId === null || batch.producerId === producerId) &&
      (leaderEpoch === null || batch.partitionLeaderEpoch === leaderEpoch) &&
      (!control || batch.isControl) &&
      (!transactional || batch.isTransactional) &&
      (!badCrc || batch.isValid === false)
    )
  }

  private hasText({ key, value, headers }: InspectedRecord): boolean {
    return [key, value, ...headers.map((header) => header.value)].some((bytes) =>
      bytes?.toString('utf8').toLowerCase().includes(this.text!),
    )
  }
}
