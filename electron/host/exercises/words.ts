import english from '../../../lab-presets/exercise-words/en.json'
import korean from '../../../lab-presets/exercise-words/ko.json'
import { LabError, type LabErrorCode } from '../api/errors'
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

/** What an exercise could not do, worded as a sentence is. */
export function failure(code: LabErrorCode, key: WordKey, values: WordValues = {}): LabError {
  const texts = sentence(key, values)
  return new LabError(code, texts.en, texts)
}

/** What went wrong, in every language where it is worded; an error of a broker, a file or the network as it is. */
export const textsOf = (error: unknown): InBothLanguages =>
  (error instanceof LabError ? error.texts : undefined) ??
  asItIs(error instanceof Error ? error.message : String(error))
