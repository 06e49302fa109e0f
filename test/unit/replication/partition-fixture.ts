import type { Log } from '../../../broker-core/log/log'
import type { LeaderAndIsrState, StoredInSyncReplicas } from '../../../broker-core/replication/leader-and-isr-state'
import { Partition } from '../../../broker-core/replication/partition'
import { batch, LogFixture, TOPIC } from '../log/log-fixture'

export const LAG_MS = 1000

interface Write {
  isr: readonly number[]
  expectedVersion: number
  resolve(version: number | undefined): void
  reject(error: Error): void
}

/** A partition of broker 1 on a real log, its clock set by hand, its ISR writes answered by hand. */
export class PartitionFixture {
  readonly logs = new LogFixture()
  readonly writes: Write[] = []
  readonly told: string[] = []
  nowMs = 0
  minInsyncReplicas = 1
  log!: Log
  partition!: Partition

  async open(): Promise<this> {
    this.log = await this.logs.start()
    this.partition = new Partition({
      topicPartition: TOPIC,
      brokerId: 1,
      replicaLagTimeMaxMs: LAG_MS,
      config: () => ({ ...this.log.config, minInsyncReplicas: this.minInsyncReplicas }),
      clock: { monotonicMs: () => this.nowMs, wallMs: () => this.nowMs },
      logger: this.logs.runtime.logger,
      probe: () => undefined,
      writeInSyncReplicas: (_, state: StoredInSyncReplicas, expectedVersion) =>
        new Promise((resolve, reject) => this.writes.push({ isr: state.isr, expectedVersion, resolve, reject })),
      onIsrChange: () => void this.told.push('isr'),
      onProgress: (_, moved) => void this.told.push(moved),
    })
    return this
  }

  state(change: Partial<LeaderAndIsrState> = {}): LeaderAndIsrState {
    return {
      controllerEpoch: 1,
      leader: 1,
      leaderEpoch: 0,
      isr: [1, 2],
      zkVersion: 0,
      replicas: [1, 2],
      addingReplicas: [],
      removingReplicas: [],
      isNew: false,
      ...change,
    }
  }

  lead(change: Partial<LeaderAndIsrState> = {}): void {
    this.partition.makeLeader(this.state(change), this.log)
  }

  append(requiredAcks = 1): void {
    this.partition.appendAsLeader(batch(), { origin: 'client', requiredAcks })
  }

  fetched(fetchOffset: number, leaderEpoch = this.partition.leaderEpoch): boolean {
    const leaderLogEndOffset = this.log.logEndOffset
    return this.partition.recordFollowerFetch({
      brokerId: 2,
      fetchOffset,
      logStartOffset: 0,
      leaderLogEndOffset,
      leaderEpoch,
    })
  }

  get isr(): number[] {
    return [...this.partition.inSyncReplicas]
  }

  dispose(): void {
    this.logs.dispose()
  }
}

/** Everything that waits on settled promises has run. */
export const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))
