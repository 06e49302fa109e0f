import { LabError, type LabErrorCode } from '../host/api/errors'
import { asItIs } from '../host/words/wording'

/** What the command line could not do: it speaks English, and no window hears it. */
export const cliFailure = (code: LabErrorCode, text: string): LabError => new LabError(code, asItIs(text))
