import { setTimeout as sleep } from 'node:timers/promises'
import { eventually } from '../helpers/eventually'
import { type Coordinator, commitOffsets, coordinatorOf } from '../helpers/group-requests'
import { RawConnection } from '../helpers/raw-connection'
import { encodeBatch, readBatches } from '../helpers/raw-records'
import { produce } from '../helpers/raw-requests'
import { type FetchPart, fetchParts } from '../helpers/replication-requests'
import type { Bench } from './bench'
import { BenchCluster } from './bench-cluster'
import { createMeasured, RECORD_BYTES } from './load'
import { cpuPercentOf } from './proc'
import { BenchMember, HEARTBEAT_MS, settled } from './rebalance'

const SIZES = [3, 30] as const
const CONNECTIONS = [1, 16] as const
const COMMITTED_TOPIC = 'committed'
const FETCHED_TOPIC = 'fetched'
/** Java's default. */
const FETCH_WAIT_MS = 500
const PATIENCE_MS = 60_000

/** What groups take: rebalances, commits, and a consumer of many partitions. Each round is a fresh cluster of each subject. */
export async function measureGroups(bench: Bench): Promise<void> {
  for (let round = 0; round < bench.plan.groupRounds; round++) {
    for (const engine of bench.engines) {
      await bench.quiet(`the groups of round ${round + 1} on ${engine.subject}`)
      const measure = async (cluster: BenchCluster) => {
        await createMeasured(cluster, { name: COMMITTED_TOPIC, replicationFactor: 3 })
        for (const size of SIZES) await measureRebalances(bench, cluster, size)
        for (const connections of CONNECTIONS) await measureCommits(bench, cluster, connections)
        await measureFetch(bench, cluster)
      }
      await BenchCluster.with(engine, measure, { 'group.initial.rebalance.delay.ms': 0 })
    }
  }
}

/** Found, and able to commit: a new offsets topic is known before its leaders and followers have begun. */
function coordinator(cluster: BenchCluster, group: string): Promise<Coordinator> {
  const addresses = cluster.brokers.map(({ address }) => address)
  const able = async () => {
    const found = await coordinatorOf(cluster.client, addresses, group)
    const connection = await RawConnection.open(found.address)
    await commit({ group, connection }, 0).finally(() => connection.close())
    return found
  }
  return eventually(able, PATIENCE_MS, 20)
}

async function measureRebalances({ plan, report }: Bench, cluster: BenchCluster, size: number): Promise<void> {
  const group = `of-${size}`
  const { address } = await coordinator(cluster, group)
  const members = await Promise.all(Array.from({ length: size - 1 }, () => BenchMember.open(address, group)))
  for (const member of members) member.start()
  await settled(members)
  for (let run = 0; run < plan.rebalances; run++) {
    const last = await BenchMember.open(address, group)
    const startMs = performance.now()
    last.start()
    await settled([...members, last])
    report.add(
      {
        name: `rebalance of ${size} members`,
        unit: 'ms',
        subject: cluster.subject,
        how: `raw client, from the last member's first JoinGroup until all have an assignment; a heartbeat every ${HEARTBEAT_MS} ms, initial delay 0`,
      },
      performance.now() - startMs,
    )
    await last.leave()
    await sleep(2 * HEARTBEAT_MS)
    await settled(members)
  }
  await Promise.all(members.map((member) => member.leave()))
}

async function measureCommits({ plan, report }: Bench, cluster: BenchCluster, connections: number): Promise<void> {
  const committers = await Promise.all(
    Array.from({ length: connections }, async (_, index) => {
      const group = `commits-${connections}-${index}`
      return { group, connection: await RawConnection.open((await coordinator(cluster, group)).address) }
    }),
  )
  const commitFor = async (ms: number) => {
    const startMs = performance.now()
    const counts = await Promise.all(committers.map((each) => commitUntil(each, startMs + ms)))
    return counts.reduce((sum, count) => sum + count, 0) / ((performance.now() - startMs) / 1000)
  }
  // Code that runs for the first time is not what a consumer meets.
  await commitFor(plan.commitMs / 5)
  report.add(
    {
      name: `OffsetCommit, ${connections} connection${connections > 1 ? 's' : ''}`,
      unit: 'commits/s',
      subject: cluster.subject,
      how: `OffsetCommit v7 of one partition, one after the other on each connection, a group each, over ${plan.commitMs / 1000} s; offsets topic on three replicas`,
    },
    await commitFor(plan.commitMs),
  )
  for (const { connection } of committers) connection.close()
}

interface Committer {
  group: string
  connection: RawConnection
}

async function commitUntil(committer: Committer, endMs: number): Promise<number> {
  let count = 0
  for (; performance.now() < endMs; count++) await commit(committer, count)
  return count
}

async function commit({ group, connection }: Committer, offset: number): Promise<void> {
  const member = { group, generation: -1, memberId: '' }
  const [error] = await commitOffsets(connection, member, [{ topic: COMMITTED_TOPIC, partition: 0, offset }])
  if (error !== 0) throw new Error(`OffsetCommit of ${group}: error ${error}`)
}

async function measureFetch({ plan, report }: Bench, cluster: BenchCluster): Promise<void> {
  const { fetchedPartitions: count, fetchedRecords: records, idleCpuMs } = plan
  const [broker] = cluster.brokers
  const assignment = Array.from({ length: count }, () => [broker!.id])
  await createMeasured(cluster, { name: FETCHED_TOPIC, assignment })
  const connection = await RawConnection.open(broker!.address)
  const batch = encodeBatch(Array.from({ length: records }, () => 'v'.repeat(RECORD_BYTES)))
  for (let partition = 0; partition < count; partition++) {
    const { error } = await produce(connection, FETCHED_TOPIC, partition, batch)
    if (error !== 0) throw new Error(`Produce to ${FETCHED_TOPIC}-${partition}: error ${error}`)
  }
  const session = new FetchSession(connection, count)
  const startMs = performance.now()
  while (session.records < count * records) await session.next(0)
  const seconds = (performance.now() - startMs) / 1000
  const about = { subject: cluster.subject }
  const read = `${count} partitions with ${records} records of ${RECORD_BYTES} bytes each on one broker, just written; one fetch session, 1 MiB a Fetch`
  report.add(
    { ...about, name: `fetch of ${count} partitions`, unit: 'records/s', how: read },
    session.records / seconds,
  )
  let waiting = true
  const wait = (async () => {
    while (waiting) await session.next(FETCH_WAIT_MS)
  })()
  const [percent] = await cpuPercentOf([broker!.process.pid], idleCpuMs)
  waiting = false
  await wait
  connection.close()
  const idle = `Fetch after Fetch with ${FETCH_WAIT_MS} ms and 1 byte to wait for, in a session, nothing new; over ${idleCpuMs / 1000} s`
  report.add(
    { ...about, name: `waiting fetch of ${count} partitions, CPU of the broker`, unit: '% of a core', how: idle },
    percent!,
  )
}

/** A consumer's incremental fetch session over all partitions of one topic: only what has moved is named again. */
class FetchSession {
  records = 0
  private sessionId = 0
  private sessionEpoch = 0
  private moved: FetchPart[]

  constructor(
    private readonly connection: RawConnection,
    partitionCount: number,
  ) {
    this.moved = Array.from({ length: partitionCount }, (_, partition) => ({
      topic: FETCHED_TOPIC,
      partition,
      offset: 0,
    }))
  }

  async next(maxWaitMs: number): Promise<void> {
    const { sessionId, sessionEpoch } = this
    const answer = await fetchParts(this.connection, this.moved, { sessionId, sessionEpoch, maxWaitMs, minBytes: 1 })
    if (answer.error !== 0) throw new Error(`Fetch: error ${answer.error}`)
    this.sessionId = answer.sessionId
    this.sessionEpoch++
    this.moved = []
    for (const { topic, partition, error, records } of answer.parts) {
      if (error !== 0) throw new Error(`Fetch of ${topic}-${partition}: error ${error}`)
      let next: number | undefined
      for (const { baseOffset, lastOffset } of readBatches(records)) {
        this.records += lastOffset - baseOffset + 1
        next = lastOffset + 1
      }
      if (next !== undefined) this.moved.push({ topic, partition, offset: next })
    }
  }
}
