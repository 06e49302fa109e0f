import { defineStore } from 'pinia'
import { computed, ref, shallowRef } from 'vue'
import type { ExerciseSummaryView, ExerciseView, InBothLanguages } from '../../electron/host/api/exercise-functions'
import { CallFailure } from '../backends/backend'
import { failureTexts } from './failure-texts'
import { useLabStore } from './lab'

const RETRY_MS = 2000

/** The exercises of the lab, and the one that is open: followed as long as a page shows it. */
export const useExercisesStore = defineStore('exercises', () => {
  const lab = useLabStore()
  const list = shallowRef<ExerciseSummaryView[]>([])
  const opened = shallowRef<ExerciseView | null>(null)
  const failure = ref<InBothLanguages | null>(null)
  let following: string | null = null

  async function loadList() {
    try {
      list.value = await lab.call('listExercises')
      failure.value = null
    } catch (error) {
      failure.value = failureTexts(error)
    }
  }

  async function open(id: string) {
    following = id
    if (opened.value?.id !== id) opened.value = null
    try {
      take(await lab.call('openExercise', { id }))
      failure.value = null
      void follow(id)
    } catch (error) {
      failure.value = failureTexts(error)
    }
  }

  /** The page looks elsewhere; the exercise goes on in the lab. */
  function ignore() {
    following = null
  }

  async function leave(id: string) {
    await lab.call('leaveExercise', { id })
    if (following === id) following = null
    opened.value = null
  }

  function take(view: ExerciseView) {
    if (view.id === following && view.version >= (opened.value?.version ?? 0)) opened.value = view
  }

  async function follow(id: string) {
    while (following === id) {
      try {
        take(await lab.call('watchExercise', { id, after: opened.value?.version ?? 0 }))
      } catch (error) {
        if (!(error instanceof CallFailure) || error.code === 'NOT_FOUND') return
        await new Promise((resolve) => setTimeout(resolve, RETRY_MS))
      }
    }
  }

  const passed = computed(() => list.value.filter(({ progress }) => progress === 'passed').length)
  return { list, opened, failure, passed, loadList, open, ignore, leave, take }
})
