import { createI18n } from 'vue-i18n'
import type { InBothLanguages } from '../../electron/host/api/exercise-functions'
import { messagesOf } from './messages'

/** Languages of the page; another one is a folder beside `en` and a line here. */
const messages = { en: messagesOf('en'), ko: messagesOf('ko') }
export type Language = keyof typeof messages
export const languages = Object.keys(messages) as Language[]

/** Each language by its own name. */
export const languageNames: Record<Language, string> = { en: 'English', ko: '한국어' }

/** The reader's own language where the page has it. */
export const preferredLanguage = (wished: readonly string[]): Language =>
  wished.map((name) => languages.find((language) => name.toLowerCase().startsWith(language))).find(Boolean) ?? 'en'

/** A key without a sentence is a mistake: it is left on the document for the tests to see. */
function reportMissing(_language: string, key: string) {
  document.documentElement.dataset.missingText = `${document.documentElement.dataset.missingText ?? ''} ${key}`.trim()
}

export const i18n = createI18n({ legacy: false, locale: 'en', fallbackLocale: 'en', messages, missing: reportMissing })

/** A sentence of the page in every language, to be kept until it is shown. */
export const inBothLanguages = (key: string, values: Record<string, string> = {}): InBothLanguages => ({
  en: i18n.global.t(key, values, { locale: 'en' }),
  ko: i18n.global.t(key, values, { locale: 'ko' }),
})
