import type { TimelineEvent } from '../../electron/host/api/views'
import { eventValues, sentenceOf } from '../model/event-values'
import { useWords } from './use-words'

/** An event as one line. The lab tells it in English; a language that has a sentence for its kind says it anew from its values. */
export function useEventText() {
  const { t, te } = useWords()
  const words = {
    broker: (id: number) => t('broker.name', { id }),
    source: (source: 'lab' | 'coordination') => t(`source.${source}`),
    cause: (cause: string) => (te(`cause.${cause}`) ? t(`cause.${cause}`) : cause),
    get none() {
      return t('sign.none')
    },
  }
  return (event: TimelineEvent): string => {
    const sentence = `eventText.${sentenceOf(event)}`
    return te(sentence) ? t(sentence, eventValues(event, words)) : event.text
  }
}
