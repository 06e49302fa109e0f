import type { InBothLanguages } from '../../electron/host/api/exercise-functions'
import { CallFailure } from '../backends/backend'
import { inBothLanguages } from '../locales'

/** What went wrong, kept in both languages: the page chooses when it shows it, and again when its language changes. */
export const failureTexts = (error: unknown): InBothLanguages =>
  error instanceof CallFailure ? error.texts : inBothLanguages('failure.unexpected', { text: String(error) })
