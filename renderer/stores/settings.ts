import { defineStore } from 'pinia'
import { computed, ref, watch } from 'vue'

export type Theme = 'system' | 'light' | 'dark'

const KEY = 'highwater.settings'

function read(): { theme?: Theme; singleKeys?: boolean } {
  try {
    return JSON.parse(window.localStorage.getItem(KEY) ?? '{}') as { theme?: Theme; singleKeys?: boolean }
  } catch {
    return {} // storage may be off or hold something else: the defaults are always right
  }
}

/** What the reader chose for this page; kept in the browser, not in the lab. */
export const useSettingsStore = defineStore('settings', () => {
  const saved = read()
  const theme = ref<Theme>(saved.theme ?? 'system')
  const singleKeys = ref(saved.singleKeys ?? true)
  /** Confirmations the reader switched off, until the page is closed. */
  const unasked = ref(new Set<string>())

  const systemDark = window.matchMedia('(prefers-color-scheme: dark)')
  const systemIsDark = ref(systemDark.matches)
  systemDark.addEventListener('change', (event) => {
    systemIsDark.value = event.matches
  })
  const shownTheme = computed(() => (theme.value === 'system' ? (systemIsDark.value ? 'dark' : 'light') : theme.value))

  watch(
    shownTheme,
    (shown) => {
      document.documentElement.dataset.theme = shown
    },
    { immediate: true, flush: 'sync' },
  )
  watch([theme, singleKeys], () => {
    try {
      window.localStorage.setItem(KEY, JSON.stringify({ theme: theme.value, singleKeys: singleKeys.value }))
    } catch {
      // storage is off: the choice lasts as long as the page
    }
  })

  return { theme, shownTheme, singleKeys, unasked }
})
