import { ref } from 'vue'
import { useI18n } from 'vue-i18n'
import { CallFailure } from '../backends/backend'
import { useNoticesStore } from '../stores/notices'

/** Runs a call to the lab for a button: busy meanwhile, a notice when it failed. */
export function useAction() {
  const { t, locale } = useI18n()
  const notices = useNoticesStore()
  const busy = ref(false)
  const failed = ref<string | null>(null)

  async function run<Value>(title: string, work: () => Promise<Value>): Promise<Value | undefined> {
    busy.value = true
    failed.value = null
    try {
      return await work()
    } catch (error) {
      const text =
        error instanceof CallFailure
          ? (error.texts?.[locale.value === 'ko' ? 'ko' : 'en'] ?? error.message)
          : t('failure.unexpected', { text: String(error) })
      failed.value = text
      notices.show('bad', title, text)
      return undefined
    } finally {
      busy.value = false
    }
  }
  return { busy, failed, run }
}
