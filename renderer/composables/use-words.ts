import { useI18n } from 'vue-i18n'
import { durationParts, sizeQuantity } from '../model/format'

/** Numbers as text in the reader's language, for sentences; cells use the components that keep unit and value apart. */
export function useWords() {
  const { t, te } = useI18n()
  const duration = (milliseconds: number) =>
    durationParts(milliseconds)
      .map((part) => `${part.value} ${t(`unit.${part.unit}`)}`)
      .join(' ')
  const size = (bytes: number) => {
    const { value, unit } = sizeQuantity(bytes)
    return `${value} ${unit}`
  }
  const exactBytes = (bytes: number) => t('size.exact', { bytes })
  return { t, te, duration, size, exactBytes }
}
