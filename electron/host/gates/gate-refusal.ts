import type { GateRefusal } from '../../../broker-core/probe/gates'
import type { LabError } from '../api/errors'
import type { GateTarget } from '../api/gate-functions'
import { gateWords } from '../words/gate-words'
import { failure } from '../words/wording'
import { gatePlace } from './gate-target'

/** What a broker would not do with a gate. */
export const refusalOf = (gate: GateTarget, refusal: GateRefusal): LabError =>
  failure('BAD_REQUEST', gateWords.refused, { place: gatePlace(gate), why: gateWords[refusal] })
