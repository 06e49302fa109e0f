import { computed, ref, shallowRef } from 'vue'
import type { InBothLanguages } from '../../electron/host/api/exercise-functions'
import { failureTexts } from '../stores/failure-texts'
import { useNoticesStore } from '../stores/notices'
import { useTexts } from './use-texts'

/** Runs a call to the lab for a button: busy meanwhile, a notice when it failed. */
export function useAction() {
  const say = useTexts()
  const notices = useNoticesStore()
  const busy = ref(false)
  const failure = shallowRef<InBothLanguages | null>(null)
  const failed = computed(() => failure.value && say(failure.value))

  async function run<Value>(title: string, work: () => Promise<Value>): Promise<Value | undefined> {
    busy.value = true
    failure.value = null
    try {
      return await work()
    } catch (error) {
      failure.value = failureTexts(error)
      notices.show('bad', title, failure.value)
      return undefined
    } finally {
      busy.value = false
    }
  }
  return { busy, failed, run }
}
