import { describe, expect, it } from 'vitest'
import {
  decodeTransactionStateKey,
  decodeTransactionStateValue,
} from '../../../broker-core/internal-topics/transaction-state-records'
import { ErrorCode } from '../../../broker-core/protocol/error-codes'
import { isValidTransition } from '../../../broker-core/transactions/decisions/transaction-states'
import { Seeded } from '../../helpers/seeded'
import { ID } from './entries'
import { turns, World } from './world'

const STEPS = 400
const REFUSALS = [ErrorCode.NOT_ENOUGH_REPLICAS, ErrorCode.NOT_LEADER_OR_FOLLOWER, ErrorCode.REQUEST_TIMED_OUT]
const MARKER_ERRORS = [ErrorCode.NONE, ErrorCode.NONE, ErrorCode.NOT_LEADER_OR_FOLLOWER, ErrorCode.NOT_ENOUGH_REPLICAS]

/** What a producer believes of itself: who it is, and how its last decided transaction was to end. */
interface Client {
  transactionalId: string
  producerId: bigint
  producerEpoch: number
}

class Chaos {
  private leaderEpoch = 5
  private answered = 0
  private client: Client | undefined

  constructor(
    readonly world: World,
    private readonly seeded: Seeded,
  ) {}

  async step(): Promise<void> {
    const { world, seeded } = this
    const steps = [
      () => this.init(),
      () => this.add(),
      () => this.add(),
      () => this.end(),
      () => this.end(),
      () => this.answer(),
      () => this.answer(),
      () => this.answer(),
      () => world.pass(seeded.pick([50, 100, 10_000])),
      () => this.moveLeader(),
      () => this.failLog(),
      () => this.moveCoordinator(),
    ]
    await seeded.pick(steps)()
    await turns()
  }

  private async init(): Promise<void> {
    const { errorCode, producerId, producerEpoch } = await this.world.init(ID, 5_000)
    if (errorCode === ErrorCode.NONE) this.client = { transactionalId: ID, producerId, producerEpoch }
  }

  private async add(): Promise<void> {
    if (this.client === undefined) return
    await this.world.coordinator.addPartitions(this.client, [{ topic: 'orders', partition: this.seeded.integer(0, 2) }])
  }

  private async end(): Promise<void> {
    if (this.client === undefined) return
    await this.world.coordinator.endTransaction(this.client, this.seeded.next() < 0.5)
  }

  async answer(error?: number): Promise<void> {
    const sent = this.world.sent[this.answered]
    if (sent === undefined) return
    this.answered++
    if (error === undefined && this.seeded.next() < 0.15) await sent.fail()
    else await sent.answer(error ?? this.seeded.pick(MARKER_ERRORS))
  }

  private async moveLeader(): Promise<void> {
    const place = this.seeded.pick([1, 2, 3, 'unavailable'] as const)
    this.world.lead(`orders-${this.seeded.integer(0, 2)}`, place)
    await this.world.metadataChanges()
  }

  private async failLog(): Promise<void> {
    this.world.log.outcome = this.seeded.pick([...REFUSALS, ErrorCode.NONE, ErrorCode.NONE])
  }

  private async moveCoordinator(): Promise<void> {
    this.world.log.outcome = ErrorCode.NONE
    if (this.seeded.next() < 0.5) this.world.coordinator.onResignation(0)
    await this.world.elect(++this.leaderEpoch)
  }

  /** Everything is well again, and stays so until nothing is left to do. */
  async calm(): Promise<void> {
    const { world } = this
    world.log.outcome = ErrorCode.NONE
    for (const partition of [0, 1, 2]) world.lead(`orders-${partition}`, partition + 1)
    await world.metadataChanges()
    for (let round = 0; round < 30; round++) {
      while (this.answered < world.sent.length) await this.answer(ErrorCode.NONE)
      await world.pass(1_000)
    }
  }
}

/** Every record of the log follows from the one before; the epoch of a producer id never goes back. */
function logProblems(world: World): string[] {
  const records = world.log.records.map(({ key, value }) => {
    if (decodeTransactionStateKey(key!) !== ID || value === null) throw new Error('no such record is written here')
    return decodeTransactionStateValue(value)
  })
  return records.flatMap((record, index) => {
    const before = records[index - 1]
    if (before === undefined) return []
    const problems: string[] = []
    if (!isValidTransition(before.state, record.state)) problems.push(`${before.state} → ${record.state} at ${index}`)
    if (record.producerId === before.producerId && record.producerEpoch < before.producerEpoch) {
      problems.push(`epoch ${before.producerEpoch} → ${record.producerEpoch} at ${index}`)
    }
    return problems
  })
}

/** Of one epoch's transactions a partition never hears commit where abort was decided, or the other way round. */
function markerProblems(world: World): string[] {
  const decided = new Map<string, Set<string>>()
  let transaction = 0
  for (const line of world.log.lines) {
    const [, state, producer] = line.split(' ')
    if (state === 'PrepareCommit' || state === 'PrepareAbort') {
      const results = decided.get(producer!) ?? new Set()
      decided.set(producer!, results.add(state === 'PrepareCommit' ? 'commit' : 'abort'))
      transaction++
    }
  }
  const undecided = world.sent
    .flatMap(({ lines }) => lines)
    .filter((line) => {
      const [, result, producer] = line.split(' ')
      return !decided.get(producer!)?.has(result!)
    })
  return transaction === 0 ? ['nothing was ever decided'] : undecided
}

describe('a coordinator among faults', () => {
  it.each([1, 2, 3, 4, 5, 6, 7, 8])('keeps its promises and loses no transaction (seed %i)', async (seed) => {
    const world = await World.elected()
    const chaos = new Chaos(world, new Seeded(seed))
    for (let step = 0; step < STEPS; step++) await chaos.step()
    expect(logProblems(world)).toEqual([])
    expect(markerProblems(world)).toEqual([])
    await chaos.calm()
    expect(logProblems(world)).toEqual([])
    const { state, pendingState } = world.entry()
    // An open transaction has run into its timeout by now.
    expect(['Empty', 'CompleteCommit', 'CompleteAbort']).toContain(state)
    expect(pendingState).toBeUndefined()
  })
})
