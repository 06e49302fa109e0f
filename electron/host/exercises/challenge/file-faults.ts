import { closeSync, openSync, readFileSync, readSync, rmSync, truncateSync, writeFileSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import type { InBothLanguages } from '../../api/exercise-functions'
import { clientCodec } from '../../client/node-runtime'
import { streamRecords } from '../../inspect/record-stream'
import type { RunContext } from '../context'
import { partitionDirectory } from '../partition-directory'
import { failure, sentence } from '../words'
import type { Finding } from './challenge'
import { type FaultId, type Place, RECORDS_OF_BATCH, TOPIC } from './place'

const SEGMENT = '00000000000000000000'
const HEADER_BYTES = 61
const CUT_BYTES = 10

export type FileFault = Extract<FaultId, 'byte-changed' | 'tail-cut' | 'index-removed' | 'epochs-edited'>
type Damage = (directory: string, place: Place) => Promise<{ offset: number; file: string; done: InBothLanguages }>

/** What is done to the files of one follower, while all brokers run. Nobody reads a closed segment of a follower: nothing is noticed. */
const damages: Record<FileFault, Damage> = {
  'byte-changed': async (directory, { batch }) => {
    const { position, baseOffset } = (await batchesOf(directory))[batch] ?? missing(directory)
    const file = join(directory, `${SEGMENT}.log`)
    const at = position + HEADER_BYTES + 4
    flipByte(file, at)
    return { offset: baseOffset, file, done: sentence('byteChanged', { at }) }
  },
  'tail-cut': async (directory) => {
    const batches = await batchesOf(directory)
    const last = batches[batches.length - 1] ?? missing(directory)
    const file = join(directory, `${SEGMENT}.log`)
    truncateSync(file, last.position + last.sizeBytes - CUT_BYTES)
    return { offset: last.baseOffset, file, done: sentence('tailCut', { count: CUT_BYTES }) }
  },
  'index-removed': async (directory) => {
    const file = join(directory, `${SEGMENT}.index`)
    rmSync(file)
    return { offset: 0, file, done: sentence('fileRemoved') }
  },
  'epochs-edited': async (directory, { batch }) => {
    const file = join(directory, 'leader-epoch-checkpoint')
    const [version, count, ...lines] = readFileSync(file, 'utf8').trimEnd().split('\n')
    const offset = batch * RECORDS_OF_BATCH
    const last = Number(lines[lines.length - 1]?.split(' ')[0] ?? 0)
    writeFileSync(file, [version, Number(count) + 1, ...lines, `${last + 1} ${offset}`, ''].join('\n'))
    return { offset, file, done: sentence('epochWritten', { epoch: last + 1, offset }) }
  },
}

export const isFileFault = (fault: FaultId): fault is FileFault => Object.hasOwn(damages, fault)

export async function damageFile(fault: FileFault, place: Place, { lab }: RunContext): Promise<Finding> {
  const directory = partitionDirectory(lab, place.follower, TOPIC, place.partition)
  const { offset, file, done } = await damages[fault](directory, place)
  return {
    answers: { fault, broker: String(place.follower), partition: String(place.partition), offset: String(offset) },
    evidence: {
      text: sentence('damaged', { broker: place.follower, name: `${TOPIC}-${place.partition}`, done }),
      path: file,
    },
  }
}

async function batchesOf(directory: string): Promise<{ position: number; baseOffset: number; sizeBytes: number }[]> {
  const found: { position: number; baseOffset: number; sizeBytes: number }[] = []
  for await (const step of streamRecords(directory, { codec: await clientCodec() }))
    if (step.kind === 'batch' && step.segment === `${SEGMENT}.log`) found.push(step.batch)
  return found
}

function flipByte(path: string, at: number): void {
  const file = openSync(path, 'r+')
  try {
    const byte = Buffer.alloc(1)
    readSync(file, byte, 0, 1, at)
    byte[0]! ^= 0xff
    writeSync(file, byte, 0, 1, at)
  } finally {
    closeSync(file)
  }
}

function missing(directory: string): never {
  throw failure('NOT_FOUND', 'tooFewBatches', { path: directory })
}
