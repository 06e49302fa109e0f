import { describe, expect, it } from 'vitest'
import type { GateState, GateTarget, GateView } from '../../../electron/host/api/gate-functions'
import { type StepProspect, stepProspect } from '../../../renderer/model/step-prospect'

const FETCH: GateTarget = { kind: 'fetchRequest', brokerId: 2, topic: 'pay', partition: 0 }
const CHECKPOINT: GateTarget = { kind: 'highWatermarkCheckpoint', brokerId: 2 }
const CONTROLLER: GateTarget = { kind: 'controllerPropagation' }
const gate = (target: GateTarget, state: GateState, waits: boolean): GateView => ({
  id: 'gate',
  gate: target,
  state,
  lease: 'page',
  sinceMs: 0,
  waiting: waits ? [{ kind: 'highWatermarkCheckpoint', sinceMs: 0 }] : [],
  passed: 0,
})

describe('what a step through a gate meets', () => {
  it.each<[string, GateView, number | null, StepProspect]>([
    ['something stands there', gate(FETCH, 'closed', true), 1, { kind: 'stands' }],
    ['a follower is about to fetch', gate(FETCH, 'closing', false), 1, { kind: 'mayCome' }],
    ['there is no leader', gate(FETCH, 'closed', false), -1, { kind: 'never', bar: 'noLeader' }],
    ['the broker does not run', gate(FETCH, 'wished', false), 1, { kind: 'never', bar: 'notRunning' }],
    ['a checkpoint is written every few seconds', gate(CHECKPOINT, 'closed', false), null, { kind: 'mayCome' }],
    ['the controller decided something', gate(CONTROLLER, 'closed', true), null, { kind: 'stands' }],
    ['the controller decided nothing', gate(CONTROLLER, 'closed', false), null, { kind: 'never', bar: 'noDecision' }],
  ])('%s', (_, view, leader, prospect) => {
    expect(stepProspect(view, leader)).toEqual(prospect)
  })
})
