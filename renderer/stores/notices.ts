import { defineStore } from 'pinia'
import { ref, shallowRef } from 'vue'
import type { InBothLanguages } from '../../electron/host/api/exercise-functions'

export interface Notice {
  id: number
  /** `calm`: neither went wrong nor is done. */
  level: 'bad' | 'good' | 'calm'
  title: string
  text: string | InBothLanguages
}

const SHOWN_MS = { good: 5000, calm: 15_000, bad: 15_000 }
const MOST_NOTICES = 4

/** Short messages about what the reader did, and the sentence a screen reader hears about what happened. */
export const useNoticesStore = defineStore('notices', () => {
  const notices = shallowRef<readonly Notice[]>([])
  const spoken = ref('')
  let nextId = 1

  function dismiss(id: number) {
    notices.value = notices.value.filter((notice) => notice.id !== id)
  }

  function show(level: Notice['level'], title: string, text: Notice['text']) {
    const id = nextId++
    notices.value = [...notices.value, { id, level, title, text }].slice(-MOST_NOTICES)
    window.setTimeout(() => dismiss(id), SHOWN_MS[level])
  }

  function announce(sentence: string) {
    spoken.value = sentence
  }

  return { notices, spoken, show, dismiss, announce }
})
