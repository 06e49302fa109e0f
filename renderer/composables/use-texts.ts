import { useI18n } from 'vue-i18n'
import type { InBothLanguages } from '../../electron/host/api/exercise-functions'
import { textIn } from '../model/text-in'

/** A sentence of the lab in the page's language, live when that changes. */
export function useTexts(): (texts: string | InBothLanguages) => string {
  const { locale } = useI18n()
  return (texts) => textIn(texts, locale.value)
}
