import { LabError, type LabErrorCode } from '../api/errors'
import type { InBothLanguages } from '../api/exercise-functions'

/** A value that is itself a sentence stands in each language's own form; null is shown as `-`. */
export type WordValue = string | number | null | InBothLanguages

/** The names in braces of a template. */
type Places<Template extends string> = Template extends `${string}{${infer Name}}${infer Rest}`
  ? Name | Places<Rest>
  : never
type PlacesIn<Words extends InBothLanguages> = Places<Words[keyof InBothLanguages]>
/** A value for each place, and none where there is no place: a forgotten one does not compile. */
type Values<Words extends InBothLanguages> = [PlacesIn<Words>] extends [never]
  ? []
  : [values: Readonly<Record<PlacesIn<Words>, WordValue>>]

/** Templates by name, each in every language of the page; `as const satisfies Catalogue`, so that their places are known. */
export type Catalogue = Readonly<Record<string, InBothLanguages>>

/** A sentence of a catalogue with its values. */
export function sentence<const Words extends InBothLanguages>(
  words: Words,
  ...[values]: Values<Words>
): InBothLanguages {
  return { en: filled(words.en, values, 'en'), ko: filled(words.ko, values, 'ko') }
}

/** What could not be done, worded as a sentence is. */
export const failure = <const Words extends InBothLanguages>(
  code: LabErrorCode,
  words: Words,
  ...values: Values<Words>
): LabError => new LabError(code, sentence(words, ...values))

export function filled(
  template: string,
  values: Readonly<Record<string, WordValue>> = {},
  language: keyof InBothLanguages,
): string {
  return template.replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = values[name] ?? '-'
    return typeof value === 'object' ? value[language] : String(value)
  })
}

/** What is the same in every language: a file's line, a broker's own log, a name. */
export const asItIs = (text: string): InBothLanguages => ({ en: text, ko: text })

/** What an error that nobody worded says: of the system, a library, a broker. */
export const errorText = (error: unknown): string => (error instanceof Error ? error.message : String(error))

/** What went wrong, in every language where it is worded; an error of a broker, a file or the network as it is. */
export const textsOf = (error: unknown): InBothLanguages =>
  error instanceof LabError ? error.texts : asItIs(errorText(error))
