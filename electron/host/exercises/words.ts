import english from '../../../lab-presets/exercise-words/en.json'
import korean from '../../../lab-presets/exercise-words/ko.json'
import type { InBothLanguages } from '../api/exercise-functions'

export type WordKey = keyof typeof english
/** A value that is itself a sentence stands in each language's own form. */
export type WordValues = Readonly<Record<string, string | number | null | InBothLanguages>>

const words: Record<keyof InBothLanguages, Readonly<Record<WordKey, string>>> = { en: english, ko: korean }

/** What is read or answered, as a sentence in every language. A value that is null is shown as `-`. */
export function sentence(key: WordKey, values: WordValues = {}): InBothLanguages {
  return { en: filled(words.en[key], values, 'en'), ko: filled(words.ko[key], values, 'ko') }
}

function filled(template: string, values: WordValues, language: keyof InBothLanguages): string {
  return template.replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = values[name] ?? '-'
    return typeof value === 'object' ? value[language] : String(value)
  })
}

/** What is the same in every language: a file's line, a broker's own log, an error. */
export const asItIs = (text: string): InBothLanguages => ({ en: text, ko: text })

export const inBoth = (text: string | InBothLanguages): InBothLanguages =>
  typeof text === 'string' ? asItIs(text) : text
