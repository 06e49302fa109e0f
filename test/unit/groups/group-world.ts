import { brokerConfigOf } from '../../../broker-core/config/broker-config'
import { encodeEndTransactionMarker } from '../../../broker-core/format/control-record'
import { buildRecordBatch } from '../../../broker-core/format/record-batch-builder'
import { GroupCoordinator } from '../../../broker-core/groups/group-coordinator'
import {
  type CommitRequest,
  type JoinRequest,
  type JoinResult,
  type OffsetToCommit,
  UNKNOWN_MEMBER,
} from '../../../broker-core/groups/requests'
import { InternalTopicPartitions } from '../../../broker-core/internal-topics/internal-topic-partitions'
import type { Log } from '../../../broker-core/log/log'
import type { ProbeFact } from '../../../broker-core/probe/events'
import type { AppendOptions, AppendRequest, AppendResult } from '../../../broker-core/replication/append-to-partitions'
import type { Runtime } from '../../../broker-core/runtime/runtime'
import { VirtualTime } from '../../helpers/virtual-time'
import { LogFixture } from '../log/log-fixture'

const STEP_MS = 60_000

/** A coordinator of the one partition of `__consumer_offsets`, on a real log, its time moved by hand. */
export class GroupWorld {
  readonly logs = new LogFixture()
  readonly time = new VirtualTime()
  readonly facts: ProbeFact[] = []
  coordinator!: GroupCoordinator
  log!: Log
  epoch = 0
  /** Appends are answered with this and not written. */
  appendError = 0
  /** Appends are written, and answered when `release` is called. */
  holding = false
  private held: (() => void)[] = []
  private settings: Record<string, string> = {}

  static async open(settings: Record<string, string> = {}): Promise<GroupWorld> {
    const world = new GroupWorld()
    world.settings = { 'group.initial.rebalance.delay.ms': '0', 'group.min.session.timeout.ms': '100', ...settings }
    world.log = await world.logs.start({ 'cleanup.policy': 'compact' })
    world.newCoordinator()
    await world.elect()
    return world
  }

  /** Another broker's coordinator, as it were: it knows only what the log says. */
  newCoordinator(settings: Record<string, string> = {}): GroupCoordinator {
    const config = brokerConfigOf({ ...this.settings, ...settings })
    const { time } = this
    const real = this.logs.runtime
    const scheduler = {
      after: time.after.bind(time),
      every: time.every.bind(time),
      sleep: time.sleep.bind(time),
      soon: real.scheduler.soon.bind(real.scheduler),
    }
    const runtime: Runtime = { ...real, clock: time, scheduler }
    this.coordinator = new GroupCoordinator({
      runtime,
      config: () => config,
      partitions: new InternalTopicPartitions('__consumer_offsets', { partitionsOf: () => undefined }, () => 1, 1),
      logs: { append: (requests, options) => this.append(requests, options) },
      leaderLog: () => this.log,
      probe: (fact) => void this.facts.push(fact),
    })
    this.coordinator.startup()
    return this.coordinator
  }

  async elect(): Promise<void> {
    this.coordinator.onElection(0, ++this.epoch)
    await this.coordinator.loaded()
  }

  /** The groups move to a coordinator that reads them from the log. */
  async failOver(settings: Record<string, string> = {}): Promise<void> {
    this.coordinator.onResignation(0)
    this.newCoordinator(settings)
    await this.elect()
  }

  private async append(requests: readonly AppendRequest[], options: AppendOptions): Promise<AppendResult[]> {
    const results = requests.map(({ topic, partition, records }): AppendResult => {
      const answer = { topic, partition, errorMessage: null, recordErrors: [], logAppendTime: -1, logStartOffset: 0 }
      if (this.appendError !== 0) return { ...answer, errorCode: this.appendError, baseOffset: -1 }
      const { firstOffset } = this.log.appendAsLeader(records, { leaderEpoch: this.epoch, origin: options.origin })
      return { ...answer, errorCode: 0, baseOffset: firstOffset }
    })
    if (this.holding && options.requiredAcks !== 0) await new Promise<void>((resolve) => this.held.push(resolve))
    return results
  }

  async release(): Promise<void> {
    this.holding = false
    for (const resolve of this.held.splice(0)) resolve()
    await this.quiet()
  }

  /** Appends a transaction's marker, as WriteTxnMarkers does, without telling the coordinator. */
  mark(producerId: bigint, type: 'commit' | 'abort'): void {
    const marker = encodeEndTransactionMarker({ type, coordinatorEpoch: 0 })
    const records = buildRecordBatch([{ ...marker, timestamp: this.time.wallMs() }], {
      ...{ producerId, producerEpoch: 0, transactional: true, control: true },
    })
    this.log.appendAsLeader(records, { leaderEpoch: this.epoch, origin: 'coordinator' })
  }

  /** Everything that needs no more time has happened. */
  async quiet(): Promise<void> {
    for (let turn = 0; turn < 5; turn++) await new Promise((resolve) => setImmediate(resolve))
  }

  /** In steps, so that what a timer set off is done before the next one fires. */
  async pass(ms: number): Promise<void> {
    for (let left = ms; ; left -= STEP_MS) {
      this.time.advance(Math.min(left, STEP_MS))
      await this.quiet()
      if (left <= STEP_MS) return
    }
  }

  join(change: Partial<JoinRequest> = {}): Promise<JoinResult> {
    return this.coordinator.join({ ...joinRequest(), ...change })
  }

  sync(joined: JoinResult, assignments: Record<string, string> = {}, groupInstanceId: string | null = null) {
    return this.coordinator.sync({
      groupId: 'g',
      memberId: joined.memberId,
      groupInstanceId,
      generationId: joined.generationId,
      protocolType: null,
      protocolName: null,
      assignments: new Map(Object.entries(assignments).map(([id, text]) => [id, Buffer.from(text)])),
    })
  }

  heartbeat({ memberId, generationId }: JoinResult, groupInstanceId: string | null = null): number {
    return this.coordinator.heartbeat({ groupId: 'g', memberId, generationId, groupInstanceId })
  }

  commit(offsets: readonly OffsetToCommit[], change: Partial<CommitRequest> = {}) {
    const simple = { groupId: 'g', memberId: UNKNOWN_MEMBER, groupInstanceId: null, generationId: -1 }
    return this.coordinator.commitOffsets({ ...simple, ...change, offsets })
  }

  fetch(partition: number, topic = 't', requireStable = false) {
    return this.coordinator.fetchOffsets('g', [{ topic, partition }], requireStable).offsets[0]!
  }

  /** A group of dynamic members, stable, the first leading. */
  async stableGroup(count: number, change: Partial<JoinRequest> = {}): Promise<JoinResult[]> {
    const joining = Array.from({ length: count }, (_, index) => this.join({ clientId: `c${index}`, ...change }))
    await this.pass(0)
    const joined = await Promise.all(joining)
    const assignments = Object.fromEntries(joined.map(({ memberId }, index) => [memberId, `a${index}`]))
    await Promise.all(joined.map((one, index) => this.sync(one, index === 0 ? assignments : {})))
    return joined
  }

  state(): string {
    return this.coordinator.describe('g').state
  }

  close(): void {
    this.coordinator.shutdown()
    this.logs.dispose()
  }
}

export function joinRequest(): JoinRequest {
  return {
    groupId: 'g',
    memberId: UNKNOWN_MEMBER,
    groupInstanceId: null,
    requireKnownMemberId: false,
    supportsSkippingAssignment: false,
    clientId: 'c',
    clientHost: '/127.0.0.1',
    rebalanceTimeoutMs: 5_000,
    sessionTimeoutMs: 1_000,
    protocolType: 'consumer',
    protocols: [{ name: 'range', metadata: subscription('t') }],
  }
}

/** A consumer's subscription, version 0. */
export function subscription(...topics: string[]): Buffer {
  const names = topics.map((topic) => {
    const name = Buffer.from(topic)
    return Buffer.concat([Buffer.from([name.length >> 8, name.length & 0xff]), name])
  })
  return Buffer.concat([Buffer.from([0, 0, 0, 0, 0, topics.length]), ...names, Buffer.from([255, 255, 255, 255])])
}

export function offset(partition: number, value: number, change: Partial<OffsetToCommit> = {}): OffsetToCommit {
  return {
    topic: 't',
    partition,
    offset: value,
    leaderEpoch: -1,
    metadata: '',
    commitTimestampMs: 1_000_000,
    expireTimestampMs: undefined,
    ...change,
  }
}
