import { ref, shallowRef } from 'vue'
import type { InBothLanguages } from '../../electron/host/api/exercise-functions'
import type { FolderPlace, LogPlace } from '../../electron/host/api/inspect-views'
import { type BatchWindow, endOf, extended, indexAt, prefixed, startOf, windowOf } from '../model/batch-window'
import { failureTexts } from '../stores/failure-texts'
import { useLabStore } from '../stores/lab'

const PAGE_ROWS = 300

/** One reading at a time; what a later visit made old is dropped. */
function useOneReading() {
  const failure = ref<InBothLanguages | null>(null)
  const busy = ref(false)
  let visit = 0

  async function reading(work: (isOld: () => boolean) => Promise<void>) {
    const mine = visit
    busy.value = true
    try {
      await work(() => mine !== visit)
    } catch (error) {
      if (mine === visit) failure.value = failureTexts(error)
    } finally {
      if (mine === visit) busy.value = false
    }
  }
  function renew() {
    visit++
    failure.value = null
    busy.value = false
  }
  return { failure, busy, reading, renew }
}

/** The batches of one segment around a place, read a page at a time in both directions. */
export function useBatches(shift: (rows: number) => void) {
  const lab = useLabStore()
  const window = shallowRef<BatchWindow | null>(null)
  const selected = ref<number | null>(null)
  const { failure, busy, reading, renew } = useOneReading()
  let place: FolderPlace | undefined
  const page = (baseOffset: number, position: number, before: boolean) =>
    lab.call('inspectBatches', { ...place!, baseOffset, position, before, limit: PAGE_ROWS })

  /** Shows the batch that begins there, with those around it. Resolves with its row. */
  async function goTo(folder: FolderPlace, { baseOffset, position }: LogPlace): Promise<number> {
    place = folder
    renew()
    const held = window.value?.baseOffset === baseOffset ? indexAt(window.value.batches, position) : -1
    if (held >= 0 && window.value?.batches[held]?.position === position) {
      selected.value = position
      return held
    }
    let row = 0
    await reading(async (isOld) => {
      const after = windowOf(baseOffset, await page(baseOffset, position, false))
      const found = position === 0 ? after : prefixed(after, await page(baseOffset, position, true))
      if (isOld()) return
      window.value = found
      selected.value = position
      row = Math.max(0, indexAt(found.batches, position))
    })
    return row
  }

  async function later() {
    const now = window.value
    if (busy.value || now?.nextPosition == null) return
    await reading(async (isOld) => {
      const next = await page(now.baseOffset, now.nextPosition!, false)
      if (isOld()) return
      const { window: wider, dropped } = extended(now, next)
      window.value = wider
      if (dropped > 0) shift(-dropped)
    })
  }

  async function earlier() {
    const now = window.value
    if (busy.value || !now || startOf(now) === 0) return
    await reading(async (isOld) => {
      const before = await page(now.baseOffset, startOf(now), true)
      if (isOld() || before.batches.length === 0) return
      window.value = prefixed(now, before)
      shift(before.batches.length)
    })
  }

  /** After the file changed: what was appended joins those that are held, the rest stays where it is. */
  async function grown() {
    const now = window.value
    if (busy.value || !now || now.nextPosition !== null) return
    await reading(async (isOld) => {
      const next = await page(now.baseOffset, endOf(now), false)
      if (!isOld()) window.value = extended(now, next).window
    })
  }

  return { window, selected, failure, busy, goTo, later, earlier, grown }
}
