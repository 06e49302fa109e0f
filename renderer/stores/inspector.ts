import { defineStore } from 'pinia'
import { computed, ref, shallowRef } from 'vue'
import type { InBothLanguages } from '../../electron/host/api/exercise-functions'
import type { CheckResult, InspectedPartition, JobView, OpenedDirectory } from '../../electron/host/api/inspect-views'
import { CallFailure } from '../backends/backend'
import type { Trouble } from '../model/inspect-tree'
import { failureTexts } from './failure-texts'
import { useLabStore } from './lab'
import { readRecent, rememberRecent } from './recent-directories'

/** A log of this size is counted and checked at once when it is opened; a larger one when the reader asks. */
const CHECK_AT_ONCE_BYTES = 128 * 1024 * 1024
/** A change is followed at most this often. */
const BREATH_MS = 1000

const pause = (ms: number) => new Promise<void>((resolve) => window.setTimeout(resolve, ms))

/** The data directory that the Inspector page shows, kept while the reader is on other pages. */
export const useInspectorStore = defineStore('inspector', () => {
  const lab = useLabStore()
  const opened = shallowRef<OpenedDirectory | null>(null)
  const opening = ref(false)
  const failure = ref<InBothLanguages | null>(null)
  const recent = ref(readRecent())
  const labDirectories = shallowRef<{ brokerId: number; path: string }[]>([])

  /** null: the directory itself. */
  const folder = ref<string | null>(null)
  const partition = shallowRef<InspectedPartition | null>(null)
  /** Why the partition cannot be shown, or no longer can. */
  const partitionFailure = ref<{ text: InBothLanguages; gone: boolean } | null>(null)
  const job = shallowRef<JobView<CheckResult> | null>(null)
  const trouble = shallowRef<Readonly<Record<string, Trouble>>>({})
  /** How a batch is shown; kept from one to the next. */
  const batchLook = ref<'records' | 'bytes'>('records')
  /** Counts what the reader opened: answers to an earlier question are dropped. */
  let visit = 0

  async function readDirectories() {
    labDirectories.value = (await lab.call('inspectDirectories')).lab
  }

  async function open(path: string): Promise<boolean> {
    opening.value = true
    failure.value = null
    try {
      show(await lab.call('inspectOpen', { path }))
      recent.value = rememberRecent(path)
      return true
    } catch (error) {
      failure.value = failureTexts(error)
      return false
    } finally {
      opening.value = false
    }
  }

  function show(directory: OpenedDirectory) {
    close()
    opened.value = directory
    if (directory.kind === 'partition') void choose('')
    else void followDirectory(++visit, directory.directory)
  }

  function close() {
    visit++
    opened.value = null
    folder.value = null
    partition.value = null
    partitionFailure.value = null
    job.value = null
    trouble.value = {}
  }

  /** A partition's folder; null: the directory itself. */
  async function choose(name: string | null) {
    const directory = opened.value?.directory
    if (directory === undefined) return
    const mine = ++visit
    folder.value = name
    partition.value = null
    partitionFailure.value = null
    if (name === null) return followDirectory(mine, directory)
    await readPartition(mine)
    const found = partition.value as InspectedPartition | null
    if (mine !== visit || !found) return
    if (found.checked === null && found.sizeBytes <= CHECK_AT_ONCE_BYTES && job.value?.state !== 'running')
      void check(name)
    await followPartition(mine)
  }

  async function readPartition(mine = visit) {
    const place = { directory: opened.value?.directory ?? '', folder: folder.value ?? '' }
    try {
      const found = await lab.call('inspectPartition', place)
      if (mine === visit) {
        partition.value = found
        partitionFailure.value = null
      }
    } catch (error) {
      const gone = error instanceof CallFailure && error.code === 'NOT_FOUND'
      if (mine === visit) partitionFailure.value = { text: failureTexts(error), gone }
    }
  }

  async function followPartition(mine: number) {
    while (mine === visit && partition.value && !partitionFailure.value) {
      const { stamp } = partition.value
      await changed(mine, folder.value, stamp, () => readPartition(mine))
    }
  }

  async function followDirectory(mine: number, directory: string) {
    while (mine === visit && opened.value && !failure.value)
      await changed(mine, null, opened.value.stamp, async () => {
        const found = await lab.call('inspectDirectory', { directory })
        if (mine === visit) opened.value = found
      })
  }

  /** Waits for a change of the files and reads them again. */
  async function changed(mine: number, name: string | null, stamp: string, read: () => Promise<void>) {
    try {
      const directory = opened.value?.directory ?? ''
      const now = await lab.call('inspectChanges', { directory, folder: name, stamp })
      if (mine === visit && now.stamp !== stamp) await read()
    } catch (error) {
      if (mine !== visit) return
      // A lost connection is told by the page's frame: the files are looked at again when it is back.
      if (error instanceof CallFailure && error.code === 'NOT_FOUND') {
        if (name === null) failure.value = failureTexts(error)
        else partitionFailure.value = { text: failureTexts(error), gone: true }
      }
    }
    await pause(BREATH_MS)
  }

  /** Reads from end to end: one folder, or with null all of them. */
  async function check(name: string | null, crc = true) {
    const directory = opened.value?.directory
    if (directory === undefined) return
    failure.value = null
    try {
      const started = await lab.call('inspectCheck', { directory, folder: name, crc })
      for (let since = 0; opened.value?.directory === directory; ) {
        const view = (await lab.call('inspectFollow', { job: started.job, since })) as JobView<CheckResult>
        if (opened.value?.directory !== directory) return
        job.value = view
        trouble.value = { ...trouble.value, ...view.result.folders }
        since = view.version
        if (view.state !== 'running') break
      }
      if (folder.value !== null) await readPartition()
    } catch (error) {
      failure.value = failureTexts(error)
    }
  }

  async function cancel() {
    if (job.value?.state === 'running') await lab.call('inspectCancel', { job: job.value.job }).catch(() => undefined)
  }

  const checking = computed(() => job.value?.state === 'running')
  return {
    opened,
    opening,
    failure,
    recent,
    labDirectories,
    folder,
    partition,
    partitionFailure,
    job,
    trouble,
    batchLook,
    checking,
    readDirectories,
    open,
    close,
    choose,
    check,
    cancel,
  }
})
