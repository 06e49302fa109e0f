import { defineStore } from 'pinia'
import { computed, ref, watch } from 'vue'
import { i18n, type Language, languages, preferredLanguage } from '../locales'

export type Theme = 'system' | 'light' | 'dark'

const KEY = 'highwater.settings'

interface Saved {
  theme?: Theme
  singleKeys?: boolean
  language?: Language
}

function read(): Saved {
  try {
    return JSON.parse(window.localStorage.getItem(KEY) ?? '{}') as Saved
  } catch {
    return {} // storage may be off or hold something else: the defaults are always right
  }
}

/** What the reader chose for this page; kept in the browser, not in the lab. */
export const useSettingsStore = defineStore('settings', () => {
  const saved = read()
  const theme = ref<Theme>(saved.theme ?? 'system')
  const singleKeys = ref(saved.singleKeys ?? true)
  const language = ref<Language>(
    saved.language && languages.includes(saved.language) ? saved.language : preferredLanguage(navigator.languages),
  )
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
  watch(
    language,
    (chosen) => {
      i18n.global.locale.value = chosen
      document.documentElement.lang = chosen
      window.highwater?.language(chosen)
    },
    { immediate: true, flush: 'sync' },
  )
  watch([theme, singleKeys, language], () => {
    const settings: Saved = { theme: theme.value, singleKeys: singleKeys.value, language: language.value }
    try {
      window.localStorage.setItem(KEY, JSON.stringify(settings))
    } catch {
      // storage is off: the choice lasts as long as the page
    }
  })

  return { theme, shownTheme, singleKeys, language, unasked }
})
