import type { RecordedBlock } from '../../electron/host/api/recording-functions'
import type { TimelineEvent } from '../../electron/host/api/views'

/**
 * A saved recording, one file: a line that names the format, a line of JSON that says what is where, then the parts, each a gzip
 * stream of its own, so that a moment is shown without unpacking the rest.
 */
const FORMAT = 'HIGHWATER-RECORDING'
const VERSION = 1
const MAGIC = `${FORMAT} ${VERSION}`
const MAGIC_BYTES_MAX = 40
const HEADER_BYTES_MAX = 4 * 1024 * 1024
const PART_BYTES_MAX = 64 * 1024 * 1024
export const RECORDING_EXTENSION = '.highwater'

/** Why a recording cannot be shown; the page has the words and the way out. */
export type RecordingFaultReason = 'notOne' | 'newer' | 'cutOff' | 'damaged' | 'tooLarge' | 'empty'

export class RecordingFault extends Error {
  constructor(readonly reason: RecordingFaultReason) {
    super(`the recording cannot be shown: ${reason}`)
    this.name = 'RecordingFault'
  }
}

interface Part {
  /** From the end of the header. */
  offset: number
  sizeBytes: number
}

interface RecordingHeader {
  lab: string
  savedMs: number
  timeline: Part
  blocks: (RecordedBlock & Part)[]
}

export interface OpenedRecording {
  lab: string
  blocks: RecordedBlock[]
  timeline: TimelineEvent[]
  read(block: RecordedBlock): Promise<string>
}

export const recordingFileName = (lab: string, savedMs: number) =>
  `${lab.replace(/[^\w.-]+/g, '-')}-${new Date(savedMs).toISOString().slice(0, 19).replace(/[:T]/g, '-')}${RECORDING_EXTENSION}`

export async function packText(text: string): Promise<Uint8Array<ArrayBuffer>> {
  const packed = new Blob([text]).stream().pipeThrough(new CompressionStream('gzip'))
  return new Uint8Array(await new Response(packed).arrayBuffer())
}

/** Refuses what unpacks to more than any part that is written here. */
export async function unpackText(packed: Blob, bytesMax = PART_BYTES_MAX): Promise<string> {
  const reader = packed.stream().pipeThrough(new DecompressionStream('gzip')).getReader()
  const decoder = new TextDecoder()
  let text = ''
  let bytes = 0
  for (let next = await reader.read(); !next.done; next = await reader.read()) {
    bytes += next.value.length
    if (bytes > bytesMax) {
      await reader.cancel()
      throw new RecordingFault('tooLarge')
    }
    text += decoder.decode(next.value, { stream: true })
  }
  return text + decoder.decode()
}

export function writeRecordingFile(recording: {
  lab: string
  savedMs: number
  timeline: Uint8Array<ArrayBuffer>
  blocks: { block: RecordedBlock; gzip: Uint8Array<ArrayBuffer> }[]
}): Blob {
  let offset = 0
  const place = (bytes: Uint8Array): Part => {
    const part = { offset, sizeBytes: bytes.length }
    offset += bytes.length
    return part
  }
  const header: RecordingHeader = {
    lab: recording.lab,
    savedMs: recording.savedMs,
    timeline: place(recording.timeline),
    blocks: recording.blocks.map(({ block, gzip }) => ({ ...block, ...place(gzip) })),
  }
  const parts = [recording.timeline, ...recording.blocks.map(({ gzip }) => gzip)]
  return new Blob([`${MAGIC}\n${JSON.stringify(header)}\n`, ...parts])
}

/** Throws `RecordingFault` with what is wrong with the file. */
export async function openRecordingFile(file: Blob): Promise<OpenedRecording> {
  const head = new Uint8Array(await file.slice(0, HEADER_BYTES_MAX).arrayBuffer())
  const line = head.subarray(0, MAGIC_BYTES_MAX).indexOf(10)
  requireFormat(new TextDecoder().decode(head.subarray(0, Math.max(0, line))))
  const end = head.indexOf(10, line + 1)
  if (end < 0) throw new RecordingFault(head.length < HEADER_BYTES_MAX ? 'cutOff' : 'damaged')
  const header = readHeader(new TextDecoder().decode(head.subarray(line + 1, end)), file.size - end - 1)
  const text = ({ offset, sizeBytes }: Part) =>
    unpackText(file.slice(end + 1 + offset, end + 1 + offset + sizeBytes)).catch((error: unknown) => {
      throw error instanceof RecordingFault ? error : new RecordingFault('damaged')
    })
  const parts = new Map(header.blocks.map((block) => [block.id, block]))
  return {
    lab: header.lab,
    blocks: header.blocks,
    timeline: readTimeline(await text(header.timeline)),
    read: (block) => text(parts.get(block.id)!),
  }
}

function requireFormat(line: string): void {
  const [format, version] = line.split(' ')
  if (format !== FORMAT || !/^\d{1,9}$/.test(version ?? '')) throw new RecordingFault('notOne')
  if (line !== MAGIC) throw new RecordingFault(Number(version) > VERSION ? 'newer' : 'notOne')
}

const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0
const isPart = (part: Partial<Part> | null | undefined) => isCount(part?.offset) && isCount(part?.sizeBytes)

/** What the reader relies on: times that go forward, ids that tell blocks apart. */
function areBlocks(blocks: readonly (Partial<RecordedBlock> | null)[]): boolean {
  const ids = new Set(blocks.map((block) => block?.id))
  if (blocks.length === 0 || ids.size < blocks.length) return false
  return blocks.every((block, at) => {
    const before = blocks[at - 1]?.toMs ?? 0
    return isCount(block?.id) && isCount(block.fromMs) && isCount(block.toMs) && isPart(block as Partial<Part>)
      ? block.fromMs >= before && block.toMs >= block.fromMs
      : false
  })
}

function readHeader(text: string, bodyBytes: number): RecordingHeader {
  const header = readJson(text) as Partial<RecordingHeader> | null
  const { lab, timeline, blocks } = header ?? {}
  if (typeof lab !== 'string' || !Array.isArray(blocks) || !isPart(timeline) || !areBlocks(blocks))
    throw new RecordingFault('damaged')
  if ([timeline!, ...blocks].some(({ offset, sizeBytes }) => offset + sizeBytes > bodyBytes))
    throw new RecordingFault('cutOff')
  return header as RecordingHeader
}

function readTimeline(text: string): TimelineEvent[] {
  const events = readJson(text)
  if (!Array.isArray(events)) throw new RecordingFault('damaged')
  return (events as (Partial<TimelineEvent> | null)[]).filter(isEvent)
}

const isEvent = (event: Partial<TimelineEvent> | null): event is TimelineEvent =>
  isCount(event?.seq) && isCount(event.atMs) && typeof event.text === 'string' && typeof event.kind === 'string'

export function readJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw new RecordingFault('damaged')
  }
}
