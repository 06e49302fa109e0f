import type { FactValue } from './facts/fact'
import type { Expectation } from './schema'

/** Whether a value read from the cluster is what was expected. `expectation`: with its variables filled in. Pure. */
export function meets(live: FactValue, expectation: Expectation): boolean {
  const { equals, not, atLeast, atMost, includes, excludes, matches } = expectation
  if (live === null) return equals === null
  if (equals !== undefined && !same(live, equals)) return false
  if (not !== undefined && same(live, not)) return false
  if (atLeast !== undefined && !(Number(live) >= Number(atLeast))) return false
  if (atMost !== undefined && !(Number(live) <= Number(atMost))) return false
  if (includes !== undefined && !holds(live, includes)) return false
  if (excludes !== undefined && holds(live, excludes)) return false
  if (matches !== undefined && !new RegExp(matches).test(shown(live))) return false
  return true
}

/** A value filled in for a variable is text or a number, whichever it was: both are the same value. */
const same = (live: FactValue, expected: FactValue): boolean => shown(live) === shown(expected)

const holds = (live: FactValue, item: FactValue): boolean =>
  Array.isArray(live) ? live.some((each) => shown(each) === shown(item)) : shown(live).includes(shown(item))

export const shown = (value: FactValue): string =>
  Array.isArray(value) ? `[${value.map((each) => shown(each)).join(', ')}]` : value === null ? '-' : String(value)

/** In a few characters, for the column beside the live value. */
export function expectationText({ equals, not, atLeast, atMost, includes, excludes, matches }: Expectation): string {
  const parts = [
    equals === undefined ? '' : shown(equals),
    not === undefined ? '' : `≠ ${shown(not)}`,
    atLeast === undefined ? '' : `≥ ${atLeast}`,
    atMost === undefined ? '' : `≤ ${atMost}`,
    includes === undefined ? '' : `∋ ${shown(includes)}`,
    excludes === undefined ? '' : `∌ ${shown(excludes)}`,
    matches === undefined ? '' : `~ ${matches}`,
  ]
  return parts.filter(Boolean).join(', ')
}
