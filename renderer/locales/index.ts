import { createI18n } from 'vue-i18n'
import { messagesOf } from './messages'

/** Languages of the page; another one is a folder beside `en` and a line here. */
const messages = { en: messagesOf('en') }
export type Language = keyof typeof messages
export const languages = Object.keys(messages) as Language[]

/** A key without a sentence is a mistake: it is left on the document for the tests to see. */
function reportMissing(_language: string, key: string) {
  document.documentElement.dataset.missingText = `${document.documentElement.dataset.missingText ?? ''} ${key}`.trim()
}

export const i18n = createI18n({ legacy: false, locale: 'en', fallbackLocale: 'en', messages, missing: reportMissing })
