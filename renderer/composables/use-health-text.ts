import { computed } from 'vue'
import { useI18n } from 'vue-i18n'
import type { LampGlyph } from '../model/broker-state'
import type { HealthReason } from '../model/health'
import { useLabStore } from '../stores/lab'

const SHOWN_NAMES = 3

/** The state of the cluster as words: the pill in the top bar and the strip on the cluster page say the same. */
export function useHealthText() {
  const { t } = useI18n()
  const lab = useLabStore()

  const glyph = computed<LampGlyph>(() => (lab.health.level === 'info' ? 'half' : lab.health.level))

  /** Every broker serves, and there is nothing yet that could be in sync. */
  const empty = computed(
    () =>
      lab.health.level === 'info' &&
      lab.health.partitionCount === 0 &&
      lab.brokers.length > 0 &&
      lab.brokers.every((broker) => broker.state === 'RunningAsBroker'),
  )

  const headline = computed(() => {
    const { level, reasons } = lab.health
    if (level === 'good') return t('health.allInSync')
    if (reasons.length > 0) return reasons.slice(0, 2).map(shortReason).join(t('sign.listComma'))
    return empty.value ? t('health.noTopics') : t('health.starting')
  })

  const verdict = computed(() => t(`health.verdict.${empty.value ? 'empty' : lab.health.level}`))

  const shortReason = (reason: HealthReason) => t(`health.short.${reason.kind}`, { count: reason.count }, reason.count)

  function names(list: readonly string[]): string {
    const shown = list.slice(0, SHOWN_NAMES).join(t('sign.listComma'))
    return list.length > SHOWN_NAMES ? t('health.andMore', { names: shown, count: list.length - SHOWN_NAMES }) : shown
  }

  function sentence(reason: HealthReason): string {
    const values = { names: names(reason.names), brokers: names(reason.brokerIds.map(String)) }
    return t(`health.sentence.${reason.kind}`, values, reason.brokerIds.length)
  }

  return { glyph, headline, verdict, sentence, names }
}
