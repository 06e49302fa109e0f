import type { InBothLanguages } from '../host/api/exercise-functions'

export type Language = keyof InBothLanguages

export const isLanguage = (value: unknown): value is Language => value === 'en' || value === 'ko'

/** The page's language; before the page has told, the system's (`locale`, as `ko` or `ko-KR`) where Highwater has it. */
export function languageOf(told: Language | null, locale: string): Language {
  if (told !== null) return told
  const system = locale.toLowerCase().split(/[-_]/, 1)[0]
  return isLanguage(system) ? system : 'en'
}
