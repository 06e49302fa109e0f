import { basename } from 'node:path'
import { decodeProducerSnapshot } from '../../../../broker-core/format/producer-snapshot'
import { decodeTxnIndex } from '../../../../broker-core/format/txn-index'
import { scanBatches } from '../../inspect/batch-scan'
import { IndexReader } from '../../inspect/index-reader'
import { readSmallFile, withFile } from '../../inspect/read-only-file'
import { CommandFailure } from '../command'
import type { DumpInput } from './dump-segment'

const AT_ONCE = 1000
const SMALL_MAX = 64 * 1024 * 1024

const baseOf = (file: string): number => Number(basename(file).split('.')[0])
const logOf = (path: string): string => path.replace(/\.[^.]*$/, '.log')

export async function dumpIndex(input: DumpInput, sanity: boolean, verifyOnly: boolean): Promise<void> {
  const { path, file, out, signal, problems } = input
  await withFile(path, async (index) => {
    const reader = await IndexReader.offsets(index, baseOf(file))
    if (sanity) return sane(input, index.sizeBytes, 8)
    await withFile(logOf(path), async (log) => {
      for (let at = 0; at < reader.count && !signal.aborted; at += AT_ONCE)
        for (const { offset, position } of await reader.slice(at, AT_ONCE)) {
          let found: number | undefined
          await scanBatches(log, { from: position }, (batch) => {
            found = batch.lastOffset
            return false
          })
          if (found !== undefined && found !== offset) problems.mismatches.push({ file: path, indexed: offset, found })
          if (!verifyOnly) out(`offset: ${offset} position: ${position}\n`)
        }
    })
    // An empty preallocated index has one entry for the tool: all zeros are its base offset.
    if (reader.count === 0 && index.sizeBytes >= 8 && !verifyOnly) out(`offset: ${baseOf(file)} position: 0\n`)
  })
}

export async function dumpTimeIndex(input: DumpInput, sanity: boolean, verifyOnly: boolean): Promise<void> {
  const { path, file, out, signal } = input
  await withFile(path, async (index) => {
    const reader = await IndexReader.times(index, baseOf(file))
    if (sanity) return sane(input, index.sizeBytes, 12)
    for (let at = 0; at < reader.count && !signal.aborted && !verifyOnly; at += AT_ONCE)
      for (const { timestamp, offset } of await reader.slice(at, AT_ONCE))
        out(`timestamp: ${timestamp} offset: ${offset}\n`)
    if (reader.count === 0 && index.sizeBytes >= 12 && !verifyOnly) out(`timestamp: 0 offset: ${baseOf(file)}\n`)
  })
}

function sane({ file, out }: DumpInput, sizeBytes: number, entrySize: number): void {
  if (sizeBytes % entrySize !== 0)
    throw new CommandFailure(
      `Exception in thread "main" kafka.log.CorruptIndexException: Index file ${file} is corrupt, found ${sizeBytes} bytes which is neither positive nor a multiple of ${entrySize}`,
    )
  out(`${file} passed sanity check.\n`)
}

export async function dumpTransactionIndex({ path, out }: DumpInput): Promise<void> {
  const { content } = await readSmallFile(path, SMALL_MAX)
  for (const { producerId, firstOffset, lastOffset, lastStableOffset } of decodeTxnIndex(content))
    out(
      `version: 0 producerId: ${producerId} firstOffset: ${firstOffset} lastOffset: ${lastOffset} lastStableOffset: ${lastStableOffset}\n`,
    )
}

export async function dumpProducerSnapshot({ path, out }: DumpInput): Promise<void> {
  const { content } = await readSmallFile(path, SMALL_MAX)
  for (const entry of decodeProducerSnapshot(content)) {
    const open = entry.currentTxnFirstOffset < 0 ? 'None' : `Some(${entry.currentTxnFirstOffset})`
    const head = `producerId: ${entry.producerId} producerEpoch: ${entry.producerEpoch} coordinatorEpoch: ${entry.coordinatorEpoch} currentTxnFirstOffset: ${open} `
    const batch =
      entry.lastOffset < 0
        ? ''
        : `firstSequence: ${entry.lastSequence - entry.offsetDelta} lastSequence: ${entry.lastSequence}` +
          ` lastOffset: ${entry.lastOffset} offsetDelta: ${entry.offsetDelta} timestamp: ${entry.timestamp}`
    out(`${head}${batch}\n`)
  }
}
