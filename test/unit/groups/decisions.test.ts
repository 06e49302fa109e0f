import { describe, expect, it } from 'vitest'
import { commitErrorOf, groupErrorOf } from '../../../broker-core/groups/decisions/append-errors'
import { decideCommit } from '../../../broker-core/groups/decisions/commit'
import { decideHeartbeat } from '../../../broker-core/groups/decisions/heartbeat'
import { decideJoin } from '../../../broker-core/groups/decisions/join'
import { decideLeave } from '../../../broker-core/groups/decisions/leave'
import { decideSync } from '../../../broker-core/groups/decisions/sync'
import { Group } from '../../../broker-core/groups/group'
import { type GroupState, mayBecome } from '../../../broker-core/groups/group-state'
import { Member } from '../../../broker-core/groups/member'
import { ErrorCode, errorName } from '../../../broker-core/protocol/error-codes'
import { joinRequest, subscription } from './group-world'

const STATES: readonly GroupState[] = ['Empty', 'PreparingRebalance', 'CompletingRebalance', 'Stable', 'Dead']

/** Leader `a`, follower `b`, static `c` of instance `i`, pending `p`; all in generation 3 with protocol range. */
function group(state: GroupState): Group {
  const made = new Group('g', 0)
  made.generationId = 3
  made.protocolName = 'range'
  if (state !== 'Empty') {
    for (const [memberId, groupInstanceId] of [
      ['a', null],
      ['b', null],
      ['c', 'i'],
    ] as const) {
      made.add(new Member({ ...joinRequest(), memberId, groupInstanceId }, joinRequest().protocols))
    }
  }
  made.pendingMembers.set('p', { cancel: () => undefined })
  made.state = state
  return made
}

/** A decision in short: its kind, and its error by name. */
const said = (decision: { kind: string; errorCode?: number }) =>
  decision.errorCode === undefined ? decision.kind : errorName(decision.errorCode)
const inEveryState = (decide: (group: Group) => string) => STATES.map((state) => decide(group(state)))

describe('states of a group', () => {
  it.each([
    ['Empty', ['PreparingRebalance', 'Dead']],
    ['PreparingRebalance', ['Empty', 'CompletingRebalance', 'Dead']],
    ['CompletingRebalance', ['PreparingRebalance', 'Stable', 'Dead']],
    ['Stable', ['PreparingRebalance', 'Dead']],
    ['Dead', ['Dead']],
  ] as const)('from %s', (from, allowed) => {
    expect(STATES.filter((to) => mayBecome(from, to))).toEqual(STATES.filter((to) => allowed.includes(to as never)))
  })
  it('one that cannot be is a mistake of ours', () => {
    expect(() => group('Empty').become('Stable', 0, 'the assignment is stored')).toThrow(
      'cannot become Stable from Empty',
    )
  })
})

const changed = { protocols: [{ name: 'range', metadata: subscription('t', 'u') }] }
const DEAD = 'COORDINATOR_NOT_AVAILABLE'
const UNKNOWN = 'UNKNOWN_MEMBER_ID'
const FENCED = 'FENCED_INSTANCE_ID'

describe('JoinGroup', () => {
  //                                        Empty          Preparing      Completing           Stable               Dead
  it.each([
    ['new', {}, ['add', 'add', 'add', 'add', DEAD]],
    ['new, must know its id', { requireKnownMemberId: true }, [...Array(4).fill('requireMemberId'), DEAD]],
    ['new, static', { groupInstanceId: 'j' }, [...Array(4).fill('add'), DEAD]],
    ['back, static', { groupInstanceId: 'i' }, ['add', ...Array(3).fill('replaceStatic'), DEAD]],
    ['pending', { memberId: 'p' }, [...Array(4).fill('add'), DEAD]],
    ['pending, static', { memberId: 'p', groupInstanceId: 'i' }, [...Array(4).fill(UNKNOWN), DEAD]],
    ['leader', { memberId: 'a' }, [UNKNOWN, 'rejoin', 'currentGeneration', 'rejoin', DEAD]],
    ['follower', { memberId: 'b' }, [UNKNOWN, 'rejoin', 'currentGeneration', 'currentGeneration', DEAD]],
    ['follower, changed', { memberId: 'b', ...changed }, [UNKNOWN, 'rejoin', 'rejoin', 'rejoin', DEAD]],
    [
      'static',
      { memberId: 'c', groupInstanceId: 'i' },
      [UNKNOWN, 'rejoin', ...Array(2).fill('currentGeneration'), DEAD],
    ],
    ['static, old id', { memberId: 'x', groupInstanceId: 'i' }, [UNKNOWN, FENCED, FENCED, FENCED, DEAD]],
    ['static, not known', { memberId: 'b', groupInstanceId: 'j' }, [...Array(4).fill(UNKNOWN), DEAD]],
    ['not known', { memberId: 'x' }, [...Array(4).fill(UNKNOWN), DEAD]],
    [
      'of another type',
      { memberId: 'b', protocolType: 'connect' },
      [UNKNOWN, ...Array(3).fill('INCONSISTENT_GROUP_PROTOCOL'), DEAD],
    ],
  ])('%s', (_, change, expected) => {
    expect(inEveryState((one) => said(decideJoin(one, { ...joinRequest(), ...change }, 100)))).toEqual(expected)
  })

  it('into a full group', () => {
    const join = (change: object) => inEveryState((one) => said(decideJoin(one, { ...joinRequest(), ...change }, 3)))
    expect(join({})).toEqual(['add', 'add', 'evict', 'evict', DEAD])
    expect(join({ memberId: 'b' })).toEqual([UNKNOWN, 'rejoin', 'currentGeneration', 'currentGeneration', DEAD])
  })
})

const stamp = (memberId: string, change: object = {}) => ({
  ...{ groupId: 'g', memberId, groupInstanceId: null, generationId: 3, ...change },
})

describe('SyncGroup, Heartbeat, OffsetCommit', () => {
  const asked = { protocolType: null, protocolName: null, assignments: new Map<string, Buffer>() }
  const REBALANCING = 'REBALANCE_IN_PROGRESS'
  it.each([
    ['leader', stamp('a'), [UNKNOWN, REBALANCING, 'await', 'currentAssignment', DEAD]],
    ['of an old generation', stamp('a', { generationId: 2 }), [UNKNOWN, ...Array(3).fill('ILLEGAL_GENERATION'), DEAD]],
    ['static, old id', stamp('x', { groupInstanceId: 'i' }), [UNKNOWN, FENCED, FENCED, FENCED, DEAD]],
  ])('sync: %s', (_, who, expected) => {
    expect(inEveryState((one) => said(decideSync(one, { ...who, ...asked })))).toEqual(expected)
  })

  it('heartbeat: the session goes on whatever is said', () => {
    const beat = inEveryState((one) => {
      const { errorCode, alive } = decideHeartbeat(one, stamp('b'))
      return `${errorName(errorCode)} ${alive?.memberId ?? '-'}`
    })
    expect(beat).toEqual([`${UNKNOWN} -`, `${REBALANCING} b`, 'NONE b', 'NONE b', `${DEAD} -`])
  })

  it.each([
    ['member', stamp('b'), [UNKNOWN, 'store', REBALANCING, 'store', DEAD]],
    ['nobody', stamp('', { generationId: -1 }), ['store', UNKNOWN, UNKNOWN, UNKNOWN, DEAD]],
    ['of an old generation', stamp('b', { generationId: 2 }), [UNKNOWN, ...Array(3).fill('ILLEGAL_GENERATION'), DEAD]],
  ])('commit: %s', (_, who, expected) => {
    expect(inEveryState((one) => said(decideCommit(one, who)))).toEqual(expected)
  })
})

describe('LeaveGroup', () => {
  it.each([
    ['member', 'b', null, 'remove'],
    ['static member', 'c', 'i', 'remove'],
    ['static member, by its instance alone', '', 'i', 'remove'],
    ['static member, old id', 'x', 'i', FENCED],
    ['pending', 'p', null, 'removePending'],
    ['not known', 'x', null, UNKNOWN],
    ['instance not known', '', 'j', UNKNOWN],
  ])('%s', (_, memberId, groupInstanceId, expected) => {
    expect(said(decideLeave(group('Stable'), { memberId, groupInstanceId }))).toBe(expected)
  })
})

describe('a failed append', () => {
  it.each([
    ['UNKNOWN_TOPIC_OR_PARTITION', DEAD, DEAD],
    ['NOT_ENOUGH_REPLICAS', DEAD, DEAD],
    ['NOT_ENOUGH_REPLICAS_AFTER_APPEND', DEAD, DEAD],
    ['NOT_LEADER_OR_FOLLOWER', 'NOT_COORDINATOR', 'NOT_COORDINATOR'],
    ['KAFKA_STORAGE_ERROR', 'NOT_COORDINATOR', 'NOT_COORDINATOR'],
    ['REQUEST_TIMED_OUT', 'REQUEST_TIMED_OUT', 'REBALANCE_IN_PROGRESS'],
    ['MESSAGE_TOO_LARGE', 'INVALID_COMMIT_OFFSET_SIZE', 'UNKNOWN_SERVER_ERROR'],
    ['RECORD_LIST_TOO_LARGE', 'INVALID_COMMIT_OFFSET_SIZE', 'UNKNOWN_SERVER_ERROR'],
    ['INVALID_PRODUCER_EPOCH', 'INVALID_PRODUCER_EPOCH', 'INVALID_PRODUCER_EPOCH'],
  ] as const)('%s', (name, commit, generation) => {
    expect([errorName(commitErrorOf(ErrorCode[name])), errorName(groupErrorOf(ErrorCode[name]))]).toEqual([
      commit,
      generation,
    ])
  })
})
