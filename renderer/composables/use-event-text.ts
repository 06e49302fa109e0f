import { useI18n } from 'vue-i18n'
import type { TimelineEvent } from '../../electron/host/api/views'
import { reasonIn } from '../model/event-reasons'
import { eventValues, sentenceOf } from '../model/event-values'

/**
 * An event as one line. The lab tells it in English; a language that has a sentence for its kind says it anew from its values, if the
 * event carries all of them: one of an older recording may not.
 */
export function useEventText() {
  const { t, te, tm } = useI18n()
  const words = {
    broker: (id: number) => t('broker.name', { id }),
    source: (source: 'lab' | 'coordination') => t(`source.${source}`),
    cause: (cause: string) => (te(`cause.${cause}`) ? t(`cause.${cause}`) : cause),
    reason: (text: string) => {
      const reason = reasonIn(text)
      return reason ? t(`reason.${reason.key}`, reason.values) : text === '' ? t('sign.none') : text
    },
    gate: (details: TimelineEvent['details'], name: string | null) => {
      const sentence = `replication.gateLine.${details.gate}`
      const { brokerId: id, one, other } = details
      return te(sentence) ? t(sentence, { id, name, one, other }) : String(details.gate)
    },
    get none() {
      return t('sign.none')
    },
  }
  return (event: TimelineEvent): string => {
    const sentence = `eventText.${sentenceOf(event)}`
    if (!te(sentence)) return event.text
    const values = eventValues(event, words)
    const places = [...String(tm(sentence)).matchAll(/\{(\w+)\}/g)].map(([, name]) => name!)
    return places.every((name) => name in values) ? t(sentence, values) : event.text
  }
}
