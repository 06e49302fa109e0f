import { CoordinatorLink, commitOffsets } from './group-requests'
import { OffsetLedger } from './offset-ledger'
import type { Seeded } from './seeded'
import { internalPartition } from './transaction-requests'

const TIMEOUT_MS = 3_000
const RETRY_BACKOFF_MS = 50
const NO_GENERATION = -1

/** Many groups without members, on all coordinators, one after the other committing a higher offset now and then. */
export class IdleGroups {
  readonly ledgers: OffsetLedger[]
  /** By partition of the internal topic. */
  private readonly links = new Map<number, CoordinatorLink>()
  private readonly paceMs: number
  private stopping = false
  private finished: Promise<void> | undefined

  constructor(
    private readonly addresses: readonly string[],
    private readonly topic: string,
    private readonly offsetsPartitions: number,
    private readonly seeded: Seeded,
    { count = 100, paceMs = 2 } = {},
  ) {
    this.paceMs = paceMs
    this.ledgers = Array.from({ length: count }, (_, index) => new OffsetLedger(`idle-${index}`, 1))
  }

  /** Every group commits once; then they go on until `stop`. */
  async start(): Promise<void> {
    for (const ledger of this.ledgers) while (!(await this.commit(ledger)));
    this.finished = this.live()
  }

  async stop(): Promise<void> {
    this.stopping = true
    await this.finished
    for (const link of this.links.values()) link.close()
  }

  private async live(): Promise<void> {
    while (!this.stopping) {
      await this.commit(this.seeded.pick(this.ledgers))
      await new Promise((resolve) => setTimeout(resolve, this.paceMs))
    }
  }

  private async commit(ledger: OffsetLedger): Promise<boolean> {
    const link = this.link(ledger.group)
    const offset = ledger.attempted[0]! + 1
    ledger.try(0, offset)
    try {
      const member = { group: ledger.group, generation: NO_GENERATION, memberId: '' }
      const offsets = [{ topic: this.topic, partition: 0, offset }]
      const [error] = await commitOffsets(await link.open(), member, offsets, TIMEOUT_MS)
      if (error !== 0) throw new Error(`OffsetCommit of ${ledger.group}: error ${error}`)
      ledger.acknowledge(0, offset)
      return true
    } catch (error) {
      ledger.lastProblem = (error as Error).message
      link.drop()
      await new Promise((resolve) => setTimeout(resolve, RETRY_BACKOFF_MS))
      return false
    }
  }

  private link(group: string): CoordinatorLink {
    const partition = internalPartition(group, this.offsetsPartitions)
    const known = this.links.get(partition) ?? new CoordinatorLink(this.addresses, group)
    this.links.set(partition, known)
    return known
  }
}
