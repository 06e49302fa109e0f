import type { TestCluster } from './cluster'
import { eventually } from './eventually'
import { CoordinatorLink, coordinatorOf, fetchOffsets } from './group-requests'
import type { OffsetLedger } from './offset-ledger'
import { RawClient } from './raw-client'
import type { RawConnection } from './raw-connection'
import type { Seeded } from './seeded'

const PACE_MS = 10

/**
 * Asks for committed offsets all the time, of any group and at any moment: a coordinator that takes over may refuse to answer, but
 * must not answer wrongly. A broker that was frozen or is leaving may believe for a moment longer that it leads; those in `away` are
 * not asked.
 */
export class OffsetWatch {
  readonly away = new Set<number>()
  answers = 0
  private readonly client: RawClient
  private stopping = false
  private finished: Promise<void> | undefined

  constructor(
    private readonly cluster: TestCluster,
    private readonly topic: string,
    private readonly ledgers: () => readonly OffsetLedger[],
    private readonly seeded: Seeded,
  ) {
    this.client = new RawClient(cluster.brokers.map(({ address }) => address))
  }

  start(): void {
    this.finished = this.live()
  }

  async stop(): Promise<void> {
    this.stopping = true
    await this.finished
    this.client.close()
  }

  private async live(): Promise<void> {
    while (!this.stopping) {
      const ledgers = this.ledgers()
      // Those under load as often as all others together.
      const ledger = this.seeded.next() < 0.5 ? ledgers[0]! : this.seeded.pick(ledgers)
      try {
        const asked = this.cluster.brokers.filter(({ id }) => !this.away.has(id))
        const { id, address } = await coordinatorOf(
          this.client,
          asked.map((broker) => broker.address),
          ledger.group,
        )
        if (!this.away.has(id) && (await compare(await this.client.to(address), this.topic, ledger, `broker ${id}`))) {
          this.answers++
        }
      } catch {
        // Brokers come and go here; only an answer says something.
      }
      await new Promise((resolve) => setTimeout(resolve, PACE_MS))
    }
  }
}

/** False when there was no answer. Notes in the ledger what is wrong with it. */
async function compare(connection: RawConnection, topic: string, ledger: OffsetLedger, who: string): Promise<boolean> {
  const before = [...ledger.acknowledged]
  const wanted = before.map((_, partition) => ({ topic, partition }))
  const { error, offsets } = await fetchOffsets(connection, ledger.group, wanted)
  if (error !== 0) return false
  for (const [partition, offset] of offsets.entries()) ledger.expect(partition, offset, before[partition]!, who)
  return true
}

/** What all coordinators say, against what these groups were told; and every problem noted so far. */
export async function allOffsetProblems(
  cluster: TestCluster,
  topic: string,
  ledgers: readonly OffsetLedger[],
  when: string,
): Promise<string[]> {
  const addresses = cluster.brokers.map(({ address }) => address)
  await Promise.all(
    ledgers.map(async (ledger) => {
      const link = new CoordinatorLink(addresses, ledger.group)
      try {
        await eventually(async () => {
          if (await compare(await link.open(), topic, ledger, `its coordinator after ${when}`)) return
          link.drop()
          throw new Error(`${ledger.group}: no coordinator answers after ${when}`)
        }, 20_000)
      } finally {
        link.close()
      }
    }),
  )
  return ledgers.flatMap(({ violations }) => violations)
}
