import type { InBothLanguages } from '../../electron/host/api/exercise-functions'

/** A sentence of the lab in one language; a string (the page's own words, or of an older recording) is what it is. */
export const textIn = (texts: string | InBothLanguages, language: string): string =>
  typeof texts === 'string' ? texts : texts[language === 'ko' ? 'ko' : 'en']
