import type { LabFunctionName, LabFunctions } from '../../electron/host/api/functions'
import type { TimelineEvent } from '../../electron/host/api/views'
import { packText, recordingFileName, writeRecordingFile } from './recording-file'

const TIMELINE_PAGE = 2000

type Call = <Name extends LabFunctionName>(
  name: Name,
  ...request: Parameters<LabFunctions[Name]>
) => Promise<Awaited<ReturnType<LabFunctions[Name]>>>

export function bytesOf(base64: string): Uint8Array<ArrayBuffer> {
  const letters = atob(base64)
  const bytes = new Uint8Array(letters.length)
  for (let at = 0; at < letters.length; at++) bytes[at] = letters.charCodeAt(at)
  return bytes
}

/** All events that the lab still has, oldest first. */
export async function wholeTimeline(call: Call): Promise<TimelineEvent[]> {
  const all: TimelineEvent[] = []
  for (let from = 0; ; ) {
    const { events, end } = await call('readTimeline', { from, count: TIMELINE_PAGE })
    all.push(...events)
    from = (events.at(-1)?.seq ?? end) + 1
    if (events.length === 0 || from >= end) return all
  }
}

/** Everything recorded up to now, as one file. A block that has to make room meanwhile is left out. */
export async function saveRecording(call: Call, lab: string, savedMs: number): Promise<{ name: string; file: Blob }> {
  const { blocks } = await call('recordingExtent')
  const parts: Parameters<typeof writeRecordingFile>[0]['blocks'] = []
  for (const block of blocks) {
    const read = await call('readRecordingBlock', { id: block.id }).catch((error: unknown) => gone(error))
    if (read) parts.push({ block, gzip: bytesOf(read.gzip) })
  }
  const timeline = await packText(JSON.stringify(await wholeTimeline(call)))
  return {
    name: recordingFileName(lab, savedMs),
    file: writeRecordingFile({ lab, savedMs, timeline, blocks: parts }),
  }
}

function gone(error: unknown): undefined {
  if ((error as { code?: string }).code !== 'NOT_FOUND') throw error
}
