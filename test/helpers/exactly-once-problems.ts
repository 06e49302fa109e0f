import { eventually } from './eventually'
import type { RawClient } from './raw-client'
import { type RawBatch, readRecords } from './raw-records'
import { fetch } from './raw-requests'
import { markerOf, readCommitted } from './raw-transactions'
import { transactionStates } from './transaction-requests'

/** For what a coordinator does by itself. */
const PATIENCE_MS = 15_000

export interface ExactlyOnceCopy {
  from: string
  to: string
  side: string
  partitionCount: number
  internalPartitions: number
  /** Records of the side topic whose transactions were decided to be committed. */
  prepared: readonly { partition: number; value: string }[]
  /** Transactions aborted on purpose. */
  aborted: number
}

/** Transactions that nobody ended, as sentences, once all clients have gone. */
export async function openTransactions(client: RawClient, copy: ExactlyOnceCopy): Promise<string[]> {
  const sides = new Set(copy.prepared.map(({ partition }) => partition))
  const places = [
    ...numbers(copy.partitionCount).map((partition) => ({ topic: copy.to, partition })),
    ...[...sides].map((partition) => ({ topic: copy.side, partition })),
    ...numbers(copy.internalPartitions).map((partition) => ({ topic: '__consumer_offsets', partition })),
  ]
  const open = await Promise.all(
    places.map(({ topic, partition }) => openTransactionProblems(client, topic, partition)),
  )
  const undecided = await Promise.all(
    numbers(copy.internalPartitions).map((partition) => undecidedProblems(client, partition)),
  )
  return [...open, ...undecided].flat()
}

/** The complete state is written when all markers are. */
async function undecidedProblems(client: RawClient, partition: number): Promise<string[]> {
  try {
    await eventually(async () => {
      for (const [transactionalId, state] of await transactionStates(client, partition)) {
        if (!['Empty', 'CompleteCommit', 'CompleteAbort'].includes(state)) {
          throw new Error(`${transactionalId} was left in state ${state}`)
        }
      }
    }, PATIENCE_MS)
    return []
  } catch (error) {
    return [(error as Error).message]
  }
}

const numbers = (count: number) => Array.from({ length: count }, (_, index) => index)

/** What is wrong with a copy from topic to topic, as sentences; none when read_committed shows each record once and in order. */
export async function copyProblems(client: RawClient, copy: ExactlyOnceCopy): Promise<string[]> {
  const problems: string[] = []
  let [written, committed] = [0, 0]
  for (let partition = 0; partition < copy.partitionCount; partition++) {
    const wanted = (await client.readRecords(copy.from, partition)).map(({ value }) => value ?? '')
    const place = `${copy.to}-${partition}`
    const shown = await readCommitted(await client.leader(copy.to, partition), { topic: copy.to, partition })
    const batches = await client.readBatches(copy.to, partition)
    const marked = committedByMarkers(batches)
    problems.push(...difference(`${place} as read_committed shows it`, shown, wanted))
    problems.push(...difference(`${place} as its markers say`, marked, wanted))
    written += batches.reduce((sum, batch) => sum + (batch.control ? 0 : readRecords(batch).length), 0)
    committed += shown.length
  }
  if (copy.aborted > 0 && written <= committed) {
    problems.push(
      `${copy.aborted} transactions were aborted, but read_uncommitted shows ${written} of ${committed} records`,
    )
  }
  problems.push(...(await sideProblems(client, copy)))
  return problems
}

async function sideProblems(client: RawClient, { side, prepared }: ExactlyOnceCopy): Promise<string[]> {
  const problems: string[] = []
  for (const partition of new Set(prepared.map((each) => each.partition))) {
    const shown = await readCommitted(await client.leader(side, partition), { topic: side, partition })
    for (const each of prepared) {
      if (each.partition !== partition) continue
      const count = shown.filter((value) => value === each.value).length
      if (count !== 1)
        problems.push(`${side}-${partition}: record ${each.value} was to be committed and is there ${count} times`)
    }
  }
  return problems
}

/** The last stable offset is told to be behind only for as long as a marker takes. */
async function openTransactionProblems(client: RawClient, topic: string, partition: number): Promise<string[]> {
  try {
    await eventually(async () => {
      const end = await client.endOffset(topic, partition)
      const options = { committed: true }
      const answer = await fetch(await client.leader(topic, partition), topic, partition, end, options)
      const { error, highWatermark, lastStableOffset } = answer
      if (error !== 0) throw new Error(`${topic}-${partition}: Fetch at its end answers error ${error}`)
      if (lastStableOffset !== highWatermark) {
        throw new Error(
          `${topic}-${partition}: a transaction is open, last stable offset ${lastStableOffset} of ${highWatermark}`,
        )
      }
    }, PATIENCE_MS)
    return []
  } catch (error) {
    return [(error as Error).message]
  }
}

/** What the log itself says: a producer's records count when its next marker is one of commit. */
function committedByMarkers(batches: readonly RawBatch[]): string[] {
  const open = new Map<bigint, RawBatch[]>()
  const counted: RawBatch[] = []
  for (const batch of batches) {
    const own = open.get(batch.producerId) ?? []
    if (!batch.control) {
      open.set(batch.producerId, [...own, batch])
      continue
    }
    if (markerOf(batch) === 'commit') counted.push(...own)
    open.delete(batch.producerId)
  }
  counted.sort((a, b) => a.baseOffset - b.baseOffset)
  return counted.flatMap((batch) => readRecords(batch).map(({ value }) => value ?? ''))
}

const short = (value: string | undefined) => (value === undefined ? 'nothing' : value.slice(0, value.lastIndexOf(':')))

function difference(what: string, seen: readonly string[], wanted: readonly string[]): string[] {
  const at = wanted.findIndex((value, index) => seen[index] !== value)
  if (at < 0 && seen.length === wanted.length) return []
  const index = at < 0 ? wanted.length : at
  return [
    `${what}: ${seen.length} records instead of ${wanted.length}, ${new Set(seen).size} different; at ${index} is ${short(seen[index])}, not ${short(wanted[index])}`,
  ]
}
