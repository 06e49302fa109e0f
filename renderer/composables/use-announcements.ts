import { watch } from 'vue'
import { useI18n } from 'vue-i18n'
import { useLabStore } from '../stores/lab'
import { useNoticesStore } from '../stores/notices'

/** State changes of brokers are spoken politely; values are not. */
export function useAnnouncements() {
  const { t } = useI18n()
  const lab = useLabStore()
  const notices = useNoticesStore()

  watch(
    () => lab.brokers.map((broker) => [broker.id, broker.state] as const),
    (now, before) => {
      const changed = now.filter(([id, state]) => before.some((old) => old[0] === id && old[1] !== state))
      if (changed.length === 0) return
      const sentences = changed.map(([id, state]) => t('announce.state', { id, state: t(`state.${state}`) }))
      notices.announce(sentences.join(' '))
    },
  )
}
