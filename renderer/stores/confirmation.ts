import { defineStore } from 'pinia'
import { shallowRef } from 'vue'
import { useSettingsStore } from './settings'

export interface Question {
  /** Questions of the same kind can be switched off together. */
  kind: string
  title: string
  text: string
  command: string
  /** Settings that it writes. */
  settings?: readonly { key: string; value: string; kafkaDefault: string }[]
  action: string
  /** The reader has to type this word first. */
  typed?: string
}

/** Asks before what cannot be undone. One question at a time. */
export const useConfirmationStore = defineStore('confirmation', () => {
  const settings = useSettingsStore()
  const question = shallowRef<Question | null>(null)
  let settle: ((yes: boolean) => void) | undefined

  function ask(next: Question): Promise<boolean> {
    if (settings.unasked.has(next.kind)) return Promise.resolve(true)
    answer(false, false)
    question.value = next
    return new Promise((resolve) => {
      settle = resolve
    })
  }

  function answer(yes: boolean, doNotAsk: boolean) {
    if (yes && doNotAsk && question.value) settings.unasked.add(question.value.kind)
    question.value = null
    settle?.(yes)
    settle = undefined
  }

  return { question, ask, answer }
})
