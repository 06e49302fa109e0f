import { TestCluster } from './cluster'
import { eventually } from './eventually'
import { RawClient } from './raw-client'
import { encodeBatch } from './raw-records'
import { listOffset, produce } from './raw-requests'
import { replicaDifferences } from './replica-files'

const TOPIC = 'diverged'
const PATIENCE_MS = 60_000

export interface Healed {
  cluster: TestCluster
  /** Records that only the old leader had when it died. */
  lostFromOldLeader: number
  values: string[]
  differences: string[]
}

/**
 * A leader alone with acks=1 records dies while its follower is frozen; the follower, still in the ISR, leads without them and gets
 * others at the same offsets; the old leader returns and has to cut its tail by leader epoch. The cluster is stopped at the end.
 */
export async function divergeAndHeal(): Promise<Healed> {
  // The ISR must outlast the freeze, or the follower could not be elected.
  const properties = { 'replica.lag.time.max.ms': 30_000, 'auto.leader.rebalance.enable': false }
  const cluster = await TestCluster.start({ brokers: 2, properties })
  const addresses = cluster.bootstrap.split(',')
  const client = new RawClient(addresses)
  const configs = { 'segment.bytes': '20000', 'index.interval.bytes': '300' }
  await client.createTopic({ name: TOPIC, assignment: [[1, 2]], configs })
  const [old, next] = [cluster.broker(1), cluster.broker(2)]

  await write(client, 'together', 60, -1)
  next.pause()
  await write(client, 'only the old leader', 40, 1)
  const before = (await listOffset(await client.leader(TOPIC, 0), TOPIC, 0, -1)).offset
  await old.kill('SIGKILL')
  next.resume()
  await eventually(async () => {
    const { leader } = await new RawClient([next.address]).partition(TOPIC, 0)
    if (leader !== next.id) throw new Error(`broker ${leader} leads`)
  }, PATIENCE_MS)
  await write(client, 'only the new leader', 25, 1)
  await old.start()
  await eventually(async () => {
    const { isr } = await client.partition(TOPIC, 0)
    if (isr.length < 2) throw new Error(`ISR ${isr}`)
  }, PATIENCE_MS)
  await write(client, 'together again', 20, -1)
  const records = await client.readRecords(TOPIC, 0)
  client.close()
  await cluster.stopAll()
  const values = records.map(({ value }) => value ?? '')
  const differences = replicaDifferences(cluster.brokers, `${TOPIC}-0`)
  return { cluster, lostFromOldLeader: 100 - before, values, differences }
}

async function write(client: RawClient, what: string, batches: number, acks: number): Promise<void> {
  const leader = await client.leader(TOPIC, 0)
  for (let n = 0; n < batches; n++) {
    const { error } = await produce(leader, TOPIC, 0, encodeBatch([`${what} ${n} ${'d'.repeat(700)}`]), { acks })
    if (error !== 0) throw new Error(`produce of "${what} ${n}": error ${error}`)
  }
}
