import { onBeforeUnmount, onMounted } from 'vue'
import { useI18n } from 'vue-i18n'
import { termsIn } from '../model/terms'

/** Longer texts are sentences: a hint over them would be in the way. */
const LABEL_LENGTH_MAX = 40
const MARK = 'termHint'

/** In a language with a glossary the English terms of a label show when it is pointed at; what has a title keeps it. */
export function useTermHints() {
  const { tm, locale } = useI18n()

  function onPointer({ target }: PointerEvent) {
    if (!(target instanceof HTMLElement)) return
    if (target.dataset[MARK]) target.removeAttribute('title')
    delete target.dataset[MARK]
    if (locale.value === 'en' || target.title !== '' || target.closest('input, select, textarea, pre, code')) return
    const text = target.textContent ?? ''
    if (text.length === 0 || text.length > LABEL_LENGTH_MAX) return
    const terms = termsIn(text, tm('terms') as Record<string, string>)
    if (terms.length === 0) return
    target.title = terms.join(', ')
    target.dataset[MARK] = 'yes'
  }
  onMounted(() => document.addEventListener('pointerover', onPointer))
  onBeforeUnmount(() => document.removeEventListener('pointerover', onPointer))
}
