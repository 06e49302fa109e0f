import type { LabError } from '../api/errors'
import { hostWords } from '../words/host-words'
import { failure } from '../words/wording'

const NAME_CHARS_MAX = 100

export const noFunction = (name: unknown): LabError =>
  failure('BAD_REQUEST', hostWords.noFunction, { name: String(name).slice(0, NAME_CHARS_MAX) })
