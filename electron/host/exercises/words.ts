import english from '../../../lab-presets/exercise-words/en.json'
import korean from '../../../lab-presets/exercise-words/ko.json'
import { LabError, type LabErrorCode } from '../api/errors'
import type { InBothLanguages } from '../api/exercise-functions'
import { asItIs, filled, type WordValue } from '../words/wording'

export type WordKey = keyof typeof english
export type WordValues = Readonly<Record<string, WordValue>>

const words: Record<keyof InBothLanguages, Readonly<Record<WordKey, string>>> = { en: english, ko: korean }

/** What is read or answered in an exercise, as a sentence in every language. */
export const sentence = (key: WordKey, values: WordValues = {}): InBothLanguages => ({
  en: filled(words.en[key], values, 'en'),
  ko: filled(words.ko[key], values, 'ko'),
})

/** What an exercise could not do, worded as a sentence is. */
export const failure = (code: LabErrorCode, key: WordKey, values: WordValues = {}): LabError =>
  new LabError(code, sentence(key, values))

export const inBoth = (text: string | InBothLanguages): InBothLanguages =>
  typeof text === 'string' ? asItIs(text) : text
