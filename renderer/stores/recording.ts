import { defineStore } from 'pinia'
import { computed, ref, shallowRef } from 'vue'
import type { InBothLanguages } from '../../electron/host/api/exercise-functions'
import type { TimelineEvent } from '../../electron/host/api/views'
import { CallFailure } from '../backends/backend'
import { inBothLanguages } from '../locales'
import { createRecordingReader, eventBeside, type RecordingReader } from '../model/recording'
import { openRecordingFile, RecordingFault, unpackText } from '../model/recording-file'
import { bytesOf, saveRecording } from '../model/save-recording'
import { useLabStore } from './lab'

/** What cannot be shown, and the way out. */
function wordsOf(error: unknown): InBothLanguages {
  if (error instanceof RecordingFault) return inBothLanguages(`recording.fault.${error.reason}`)
  if (error instanceof CallFailure) return error.texts
  return inBothLanguages('recording.fault.damaged')
}

/** The past that the page shows: of this lab, or of an opened file. */
export const useRecordingStore = defineStore('recording', () => {
  const lab = useLabStore()
  const reader = shallowRef<RecordingReader | null>(null)
  /** Name of the opened file; null: this lab's own past. */
  const fileName = ref<string | null>(null)
  const complete = ref(true)
  /** What could not be read, in words. */
  const problem = ref<InBothLanguages | null>(null)
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
      problem.value = wordsOf(error)
    } finally {
      seeking = false
    }
  }

  async function step(direction: -1 | 1): Promise<void> {
    const events: readonly TimelineEvent[] = reader.value?.timeline ?? lab.livePicture.timeline
    const found = eventBeside(events, atMs.value ?? lab.liveMs, direction)
    if (found) await seek(found.atMs)
  }

  /** What the reader held before going back is held no more: live is live. */
  function live() {
    lab.setPaused(false)
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
      problem.value = wordsOf(error)
    }
  }

  /** Everything recorded up to now, as one file. */
  const save = () => saveRecording(lab.call, lab.livePicture.lab?.name ?? 'lab', Date.now())

  return { reader, fileName, complete, problem, atMs, endMs, seek, step, live, open, save }
})
