import type { RecordedBlock } from '../../electron/host/api/recording-functions'
import type { TimelineEvent } from '../../electron/host/api/views'

/**
 * A saved recording, one file: a line that names the format, a line of JSON that says what is where, then the parts, each a gzip
 * stream of its own, so that a moment is shown without unpacking the rest.
 */
const MAGIC = 'HIGHWATER-RECORDING 1'
const HEADER_BYTES_MAX = 4 * 1024 * 1024
const PART_BYTES_MAX = 64 * 1024 * 1024
export const RECORDING_EXTENSION = '.highwater'

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
export async function unpackText(packed: Blob): Promise<string> {
  const reader = packed.stream().pipeThrough(new DecompressionStream('gzip')).getReader()
  const decoder = new TextDecoder()
  let text = ''
  let bytes = 0
  for (let next = await reader.read(); !next.done; next = await reader.read()) {
    bytes += next.value.length
    if (bytes > PART_BYTES_MAX) throw new Error('A part of this recording is larger than any that Highwater writes.')
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

/** Throws with a sentence that says why the file cannot be shown. */
export async function openRecordingFile(file: Blob): Promise<OpenedRecording> {
  const head = new Uint8Array(await file.slice(0, HEADER_BYTES_MAX).arrayBuffer())
  const line = head.indexOf(10)
  if (line < 0 || new TextDecoder().decode(head.subarray(0, line)) !== MAGIC)
    throw new Error('This is not a recording of Highwater, or one of another version.')
  const end = head.indexOf(10, line + 1)
  if (end < 0) throw new Error('The recording is cut off.')
  const header = readHeader(new TextDecoder().decode(head.subarray(line + 1, end)), file.size - end - 1)
  const text = ({ offset, sizeBytes }: Part) =>
    unpackText(file.slice(end + 1 + offset, end + 1 + offset + sizeBytes)).catch((error: unknown) => {
      throw error instanceof TypeError ? new Error('A part of this recording is damaged.') : error
    })
  const parts = new Map(header.blocks.map((block) => [block.id, block]))
  return {
    lab: header.lab,
    blocks: header.blocks,
    timeline: JSON.parse(await text(header.timeline)) as TimelineEvent[],
    read: (block) => text(parts.get(block.id)!),
  }
}

const isPart = (part: Partial<Part> | undefined, sizeBytes: number) =>
  Number.isInteger(part?.offset) && Number.isInteger(part?.sizeBytes) && part!.offset! + part!.sizeBytes! <= sizeBytes

function readHeader(text: string, bodyBytes: number): RecordingHeader {
  let header: Partial<RecordingHeader>
  try {
    header = JSON.parse(text) as Partial<RecordingHeader>
  } catch {
    throw new Error('The header of this recording is damaged.')
  }
  const { blocks } = header
  if (typeof header.lab !== 'string' || !Array.isArray(blocks) || blocks.length === 0)
    throw new Error('The header of this recording is damaged.')
  if (![header.timeline, ...blocks].every((part) => isPart(part, bodyBytes)))
    throw new Error('The recording is cut off.')
  return header as RecordingHeader
}
