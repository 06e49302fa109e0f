import { defineStore } from 'pinia'
import { computed, ref, shallowRef } from 'vue'
import type { TimelineEvent } from '../../electron/host/api/views'
import { createRecordingReader, eventBeside, type RecordingReader } from '../model/recording'
import { openRecordingFile, packText, recordingFileName, unpackText, writeRecordingFile } from '../model/recording-file'
import { useLabStore } from './lab'

const TIMELINE_PAGE = 2000

const bytesOf = (base64: string) => Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0))

/** The past that the page shows: of this lab, or of an opened file. */
export const useRecordingStore = defineStore('recording', () => {
  const lab = useLabStore()
  const reader = shallowRef<RecordingReader | null>(null)
  /** Name of the opened file; null: this lab's own past. */
  const fileName = ref<string | null>(null)
  const complete = ref(true)
  /** What could not be read, in words. */
  const problem = ref<string | null>(null)
  const atMs = computed(() => lab.past?.atMs ?? null)
  /** End of the time bar: the moment that live was left, or the end of the file. */
  const endMs = ref(0)
  let wantedMs = 0
  let seeking = false

  const readBlock = async (id: number) => bytesOf((await lab.call('readRecordingBlock', { id })).gzip)

  async function openOwn(): Promise<void> {
    const extent = await lab.call('recordingExtent')
    complete.value = extent.complete
    reader.value = createRecordingReader({
      blocks: extent.blocks,
      timeline: lab.livePicture.timeline,
      read: async ({ id }) => unpackText(new Blob([await readBlock(id)])),
    })
    endMs.value = Math.max(lab.liveMs, reader.value.extent.toMs)
  }

  /** Shows a moment. While one is being read only the newest wish is kept. */
  async function seek(toMs: number): Promise<void> {
    wantedMs = toMs
    if (seeking) return
    seeking = true
    try {
      if (!reader.value) await openOwn()
      const current = reader.value
      for (let shown = Number.NaN; current && shown !== wantedMs; ) {
        shown = wantedMs
        const at = Math.min(endMs.value, Math.max(current.extent.fromMs, shown))
        const picture = await current.seek(at)
        // Meanwhile the reader of the page went back to live, or opened a file.
        if (reader.value !== current) return
        lab.showPast({ atMs: at, picture, file: fileName.value !== null })
      }
      problem.value = null
    } catch (error) {
      problem.value = error instanceof Error ? error.message : String(error)
    } finally {
      seeking = false
    }
  }

  async function step(direction: -1 | 1): Promise<void> {
    const events: readonly TimelineEvent[] = reader.value?.timeline ?? lab.livePicture.timeline
    const found = eventBeside(events, atMs.value ?? lab.liveMs, direction)
    if (found) await seek(found.atMs)
  }

  function live() {
    reader.value = null
    fileName.value = null
    problem.value = null
    lab.showPast(null)
  }

  async function open(file: File): Promise<void> {
    try {
      const { blocks, timeline, read } = await openRecordingFile(file)
      const opened = createRecordingReader({ blocks, timeline, read })
      const picture = await opened.seek(opened.extent.toMs)
      reader.value = opened
      fileName.value = file.name
      complete.value = true
      endMs.value = opened.extent.toMs
      problem.value = null
      lab.showPast({ atMs: opened.extent.toMs, picture, file: true })
    } catch (error) {
      problem.value = error instanceof Error ? error.message : String(error)
    }
  }

  async function wholeTimeline(): Promise<TimelineEvent[]> {
    const all: TimelineEvent[] = []
    for (let from = 0; ; ) {
      const { events, end } = await lab.call('readTimeline', { from, count: TIMELINE_PAGE })
      all.push(...events)
      from = (events.at(-1)?.seq ?? end) + 1
      if (events.length === 0 || from >= end) return all
    }
  }

  /** Everything recorded up to now, as one file. */
  async function save(): Promise<{ name: string; file: Blob }> {
    const { blocks } = await lab.call('recordingExtent')
    const parts: Parameters<typeof writeRecordingFile>[0]['blocks'] = []
    for (const block of blocks) parts.push({ block, gzip: await readBlock(block.id) })
    const name = lab.livePicture.lab?.name ?? 'lab'
    const timeline = await packText(JSON.stringify(await wholeTimeline()))
    const savedMs = Date.now()
    return {
      name: recordingFileName(name, savedMs),
      file: writeRecordingFile({ lab: name, savedMs, timeline, blocks: parts }),
    }
  }

  return { reader, fileName, complete, problem, atMs, endMs, seek, step, live, open, save }
})
