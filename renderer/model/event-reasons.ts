/**
 * The English phrases inside an event's values, as brokers tell them: `{name}` stands for what changes. A language that has
 * `reason.<key>` says them anew. The more exact of two that fit comes first.
 */
export const reasonPhrases = {
  topicCreated: ['topic created'],
  partitionsAdded: ['partitions added'],
  reassignment: ['partition reassignment'],
  topicDeletion: ['topic deletion'],
  uncleanEnabled: ['unclean leader election was enabled'],
  uncleanRequested: ['unclean election on request'],
  preferredElection: ['preferred replica election'],
  preferredElectionAutomatic: ['preferred replica election (automatic)'],
  logDirFailure: ['log directory failure'],
  logDirFailureOf: ['log directory of broker {broker} failed'],
  controlledShutdown: ['controlled shutdown of broker {broker}'],
  controllerFailover: ['controller failover to broker {broker}'],
  brokersStarted: ['broker {brokers} started', 'brokers {brokers} started'],
  brokersRestarted: ['broker {brokers} restarted', 'brokers {brokers} restarted'],
  brokersFailed: ['broker {brokers} failed', 'brokers {brokers} failed'],
  brokersShutDown: ['broker {brokers} shut down', 'brokers {brokers} shut down'],

  brokerShutsDown: ['the broker is shutting down'],
  sessionExpired: ['its session expired'],
  otherController: ['another controller was elected'],
  controllerIs: ['the controller is now broker {broker}'],
  noTakeOver: ['it could not take over'],

  caughtUp: ['broker {broker} caught up'],
  notCaughtUp: ['broker {brokers} not caught up for {ms} ms'],

  toHighWatermark: ['to local high watermark {offset}'],
  epochEnds: ["leader's epoch {epoch} ends at {offset}"],
  leaderEnds: ["the leader's log ends at {offset}"],
  leaderStarts: ["the leader's log starts at {offset}"],

  assignmentStored: ['the assignment is stored'],
  noMembers: ['no members are left'],
  membersJoined: ['members have joined'],
  groupDeleted: ['the group is deleted'],
  groupForgotten: ['it is empty and its last offsets are gone'],
  otherCoordinator: ['another broker coordinates it now'],
  groupTooLarge: ['the group was loaded with more members than group.max.size'],
  memberAdded: ['adding member {member}'],
  leaderRejoins: ['leader {member} rejoins'],
  memberJoins: ['member {member} joins during {state}'],
  metadataChangedDuring: ['member {member} changed its metadata during {state}'],
  metadataChanged: ['member {member} changed its metadata'],
  memberLeaves: ['member {member} leaves'],
  memberSilent: ['member {member} was not heard of within its session'],
  staticMemberChanges: ['static member {member} joined anew and changes the protocol'],
  staticMemberJoined: ['static member {member} joined anew'],
  assignmentNotStored: ['the assignment of {member} could not be stored'],

  segmentBytes: ['segment.bytes'],
  segmentMs: ['segment.ms'],
  indexFull: ['index full'],
  offsetOverflow: ['offset overflow'],
  retention: ['retention'],
  requested: ['requested'],

  aborted: ['aborted'],
  uncleanable: ['uncleanable'],
  storage: ['storage'],

  partitionState: ['leader {leader}, leader epoch {epoch}, ISR {isr}, controller epoch {controllerEpoch}'],
  assignmentChanges: ['partition {partition}: replicas {replicas} adding {adding} removing {removing}'],
  assignmentGrows: ['partition {partition}: replicas {replicas} adding {adding}'],
  assignmentShrinks: ['partition {partition}: replicas {replicas} removing {removing}'],
  assignment: ['partition {partition}: replicas {replicas}'],
} as const

export type ReasonKey = keyof typeof reasonPhrases

/** Which phrase it is, with what stands in its places; undefined: one of another version. */
export function reasonIn(text: string): { key: ReasonKey; values: Record<string, string> } | undefined {
  for (const [key, phrases] of Object.entries(reasonPhrases) as [ReasonKey, readonly string[]][])
    for (const phrase of phrases) {
      const found = patternOf(phrase).exec(text)
      if (found) return { key, values: { ...found.groups } }
    }
  return undefined
}

const patternOf = (phrase: string) =>
  new RegExp(`^${phrase.replace(/[.()]/g, '\\$&').replace(/\{(\w+)\}/g, '(?<$1>.+?)')}$`)
