import type { InBothLanguages } from '../api/exercise-functions'
import { asItIs } from '../words/wording'
import { shown } from './expectation'
import type { FactValue } from './facts/fact'
import type { Expectation } from './schema'
import { sentence, type WordKey } from './words'

const WORDS: readonly (readonly [keyof Expectation, WordKey])[] = [
  ['equals', 'wantedEquals'],
  ['not', 'wantedNot'],
  ['atLeast', 'wantedAtLeast'],
  ['atMost', 'wantedAtMost'],
  ['includes', 'wantedIncludes'],
  ['excludes', 'wantedExcludes'],
  ['matches', 'wantedMatches'],
]

/** An expectation in words, its variables filled in. Pure. */
export function wanted(expectation: Expectation): InBothLanguages {
  const parts = WORDS.flatMap(([key, word]) => {
    const value = expectation[key]
    return value === undefined ? [] : [sentence(word, { value: valueInWords(value) })]
  })
  return parts.reduce((before, next) => sentence('wantedBoth', { before, next }))
}

/** A value as a sentence shows it: what is not there has a word. */
export function valueInWords(value: FactValue): InBothLanguages {
  return value === null ? sentence('nothingThere') : asItIs(shown(value))
}
