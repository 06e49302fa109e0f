import { onBeforeUnmount, onMounted, ref } from 'vue'
import { useRouter } from 'vue-router'
import { pages } from '../router'
import { useConfirmationStore } from '../stores/confirmation'
import { useConsoleStore } from '../stores/console'
import { useLabStore } from '../stores/lab'
import { useRecordingStore } from '../stores/recording'
import { useSettingsStore } from '../stores/settings'
import { isField } from './is-field'

/** Single keys act only when no field has the focus and no dialog is open; they can be switched off. */
export function useShortcuts() {
  const router = useRouter()
  const lab = useLabStore()
  const settings = useSettingsStore()
  const confirmation = useConfirmationStore()
  const consoles = useConsoleStore()
  const recording = useRecordingStore()
  const helpShown = ref(false)
  const searchShown = ref(false)
  /** `g` was pressed: the next key names a page, however long it takes to find it. */
  let going = false

  function onKey(event: KeyboardEvent) {
    // Not a single key: it acts in fields, too, and when those are switched off.
    if ((event.ctrlKey || event.metaKey) && !event.altKey && event.key.toLowerCase() === 'k') {
      event.preventDefault()
      if (!document.querySelector('dialog[open]')) searchShown.value = true
      return
    }
    if (event.ctrlKey || event.metaKey || event.altKey || isField(event.target)) return
    if (!settings.singleKeys || helpShown.value || confirmation.question || document.querySelector('dialog[open]'))
      return
    if (act(event.key, event.target)) event.preventDefault()
  }

  function act(key: string, target: EventTarget | null): boolean {
    const named = going
    going = key === 'g' && !named
    if (named) {
      const page = pages.find((entry) => entry.key === key)
      if (page) void router.push({ name: page.name })
      return page !== undefined
    }
    if (key === '?') helpShown.value = true
    else if (key === '[') void recording.step(-1)
    else if (key === ']') void recording.step(1)
    else if (lab.past && (key === 'l' || key === 'L' || key === 'Escape')) recording.live()
    else if (key === '`') consoles.drawerShown = !consoles.drawerShown
    else if (
      key === ' ' &&
      !lab.past &&
      !(target instanceof HTMLButtonElement) &&
      !(target instanceof HTMLAnchorElement)
    ) {
      lab.setPaused(!lab.paused)
    } else return false
    return true
  }

  onMounted(() => window.addEventListener('keydown', onKey))
  onBeforeUnmount(() => window.removeEventListener('keydown', onKey))
  return { helpShown, searchShown }
}
