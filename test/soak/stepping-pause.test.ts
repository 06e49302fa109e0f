import { readFileSync, statSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import { type Consumer, Kafka, logLevel, type Producer } from 'kafkajs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { GateTarget } from '../../electron/host/api/gate-functions'
import type { ExchangeView } from '../../electron/host/api/replication-views'
import { connectionsMissing, openedConnections } from '../helpers/broker-connections'
import { eventually } from '../helpers/eventually'
import { LabPage } from '../helpers/lab-page'
import { type ReadyLine, startLab } from '../helpers/lab-process'
import type { TestProcess } from '../helpers/processes'
import { programsMissing } from '../helpers/programs'
import { RawClient } from '../helpers/raw-client'
import type { RawConnection } from '../helpers/raw-connection'
import { encodeBatch } from '../helpers/raw-records'
import { metadata, produce } from '../helpers/raw-requests'
import { skipFor } from '../helpers/skips'
import { temporaryDirectory } from '../helpers/temp'

const missing = skipFor(
  'stepping pause',
  programsMissing('highwater', 'broker', 'coordination') ?? connectionsMissing(),
)
const PAUSE_MS = Number(process.env.HIGHWATER_PAUSE_MS ?? 600_000)
/** Means "hangs". */
const PATIENCE_MS = 60_000
const HOUR_MS = 3_600_000
/** The partition that is stepped, the one whose followers cannot reach each other, the one that nothing holds. */
const [STEPPED, CUT, FREE] = [0, 1, 2]
const LOOKING = { telemetry: true, gates: true, replication: { topic: 'pay', partition: STEPPED } }

describe.skipIf(missing)('a pause of ten minutes between two steps', () => {
  let dir: string
  let lab: TestProcess
  let ready: ReadyLine
  /** It looks at everything; the other one is the page of somebody who steps: it puts up the gates, and asks on all the time. */
  let page: LabPage
  let stepper: LabPage
  let closing = false
  let client: RawClient
  let consumer: Consumer
  let producer: Producer
  const exchanges = new Map<number, ExchangeView>()
  const consumed: string[] = []
  let joins = 0

  beforeAll(async () => {
    dir = join(temporaryDirectory('stepping-pause'), 'lab')
    ;({ lab, ready } = await startLab(dir, ['--preset', 'stepping']))
    page = await LabPage.open(ready.dashboard!)
    stepper = await LabPage.open(ready.dashboard!)
    void stepper.until(() => closing, 2 * HOUR_MS, LOOKING).catch(() => undefined)
    client = new RawClient(ready.bootstrap.split(','))
    const assignment = [
      [1, 2, 3],
      [3, 2, 1],
      [1, 2, 3],
    ]
    await client.createTopic({ name: 'pay', assignment, configs: {} })
    await startMembers()
    await until(() => page.partitions.size > 3 && [...page.partitions.values()].every(({ isr }) => isr.length === 3))
  })
  afterAll(async () => {
    await consumer?.disconnect()
    await producer?.disconnect()
    client?.close()
    closing = true
    stepper?.close()
    page?.close()
    await lab?.stop()
  })

  /** An application that reads in a group, and one that writes in transactions, as kafkajs has them. */
  async function startMembers(): Promise<void> {
    const kafka = new Kafka({ clientId: 'pause', brokers: ready.bootstrap.split(','), logLevel: logLevel.NOTHING })
    consumer = kafka.consumer({ groupId: 'readers', heartbeatInterval: 1_000 })
    consumer.on(consumer.events.GROUP_JOIN, () => joins++)
    await consumer.connect()
    await consumer.subscribe({ topics: ['pay'], fromBeginning: true })
    await consumer.run({
      eachMessage: async ({ partition, message }) => void consumed.push(`${partition}:${message.value}`),
    })
    producer = kafka.producer({ transactionalId: 'payer', maxInFlightRequests: 1, transactionTimeout: HOUR_MS })
    await producer.connect()
    await eventually(() => expect(joins).toBe(1), PATIENCE_MS)
  }

  const until = async (met: () => boolean, timeoutMs = PATIENCE_MS) => {
    const seen = () => {
      for (const each of page.last?.replication?.exchanges ?? []) exchanges.set(each.id, each)
      return met()
    }
    try {
      await page.until(seen, timeoutMs, LOOKING)
    } catch (error) {
      throw new Error(`${(error as Error).message}\n${JSON.stringify(page.gates)}`)
    }
  }
  const hold = (gate: GateTarget) => stepper.call('holdGate', { gate, lease: 'page' })
  const step = async (gate: GateTarget) => (await stepper.call('stepGate', { gate, patienceMs: PATIENCE_MS })).outcome
  const waitingAt = (kind: GateTarget['kind']) => page.gates.find(({ gate }) => gate.kind === kind)?.waiting.length ?? 0
  const end = (id: number) =>
    page.partitions.get('pay-0')?.replicaViews.find(({ brokerId }) => brokerId === id)?.logEndOffset
  const checkpointFile = () => join(ready.brokers[0]!.logDirs[0]!, 'replication-offset-checkpoint')
  const checkpoint = () => [statSync(checkpointFile()).mtimeMs, readFileSync(checkpointFile(), 'utf8')] as const

  /** Of the broker that is stepped, over the partition that is stepped. */
  const fetchesOfTwo = () =>
    [...exchanges.values()].filter(({ kind, exchange }) => kind === 'fetch' && exchange.from === 2)

  /** Without the files that every broker writes anew once a minute, whether anything changed or not. */
  const told = () =>
    page.timeline.flatMap(({ kind, source, text }) => (kind === 'checkpointWritten' ? [] : `${source}: ${text}`))

  /** What every broker opened, to the others and to the coordination server. */
  const connections = () => {
    const ports = [...ready.brokers.map(({ port }) => port), Number(ready.zookeeper.split(':')[1])]
    return Object.fromEntries(ready.brokers.map(({ id, pid }) => [id, openedConnections(pid, ports)]))
  }

  /** Everything that a timer which trips would change. */
  const picture = async () => ({
    partitions: [...page.partitions.values()]
      .map(({ topic, partition, leader, leaderEpoch, isr, replicas, replicaViews }) => ({
        partition: `${topic}-${partition}`,
        state: { leader, leaderEpoch, isr, replicas },
        offsets: replicaViews.map(({ brokerId, logEndOffset, highWatermark }) => ({
          brokerId,
          logEndOffset,
          highWatermark,
        })),
      }))
      .sort((one, other) => (one.partition < other.partition ? -1 : 1)),
    controller: page.lab!.controllerId,
    brokers: [...page.brokers.values()].map(({ id, pid, state, brokerEpoch }) => ({ id, pid, state, brokerEpoch })),
    sessions: page.coordination!.sessions.map(({ id, owner, timeoutMs, ephemerals }) => ({
      id,
      owner,
      timeoutMs,
      ephemerals,
    })),
    znodes: page.coordination!.znodeCount,
    lastTransaction: await lastTransaction(ready.zookeeper),
    gates: page.gates.map(({ id, state, passed, waiting }) => ({
      id,
      state,
      passed,
      waiting: waiting.map(({ kind }) => kind),
    })),
    checkpoint: checkpoint(),
    connections: connections(),
    joins,
  })

  it('changes nothing, and one step lets one fetch go', { timeout: PAUSE_MS + 10 * PATIENCE_MS }, async () => {
    const fetch: GateTarget = { kind: 'fetchRequest', brokerId: 2, topic: 'pay', partition: STEPPED }
    const write: GateTarget = { kind: 'highWatermarkCheckpoint', brokerId: 1 }
    const propagation: GateTarget = { kind: 'controllerPropagation' }
    const traffic: GateTarget = { kind: 'traffic', brokers: [2, 3], effect: { kind: 'drop' } }
    const send = (partition: number, value: string, acks: -1 | 1) =>
      page.call('produce', { topic: 'pay', partition, key: null, value, headers: {}, acks, count: 1 })

    // Of two transactions one stays open: whoever coordinates it has connected to whom it must.
    const first = await producer.transaction()
    await first.send({ topic: 'pay', messages: [{ partition: FREE, value: 'committed' }] })
    await first.commit()
    await eventually(() => expect(consumed).toEqual(['2:committed']), PATIENCE_MS)
    // The other, and connections of a client that says nothing.
    const transaction = await producer.transaction()
    await transaction.send({ topic: 'pay', messages: [{ partition: FREE, value: 'in a transaction' }] })
    const silent: RawConnection[] = []
    for (const { port } of ready.brokers) silent.push(await client.to(`127.0.0.1:${port}`))
    for (const connection of silent) await metadata(connection, ['pay'])

    await hold(fetch)
    await until(() => waitingAt('fetchRequest') === 1)
    await send(STEPPED, 'first', 1)
    await until(() => end(1) === 1 && end(3) === 1)
    await hold(traffic)
    const cut = produce(silent[2]!, 'pay', CUT, encodeBatch(['second']), { acks: -1, timeoutMs: HOUR_MS })
    cut.catch(() => undefined)
    await until(() => waitingAt('traffic') === 2)
    await hold(write)
    await until(() => waitingAt('highWatermarkCheckpoint') === 1)
    await hold(propagation)
    const created = page.call('createTopic', { topic: 'late', partitions: 1, replicationFactor: 3, configs: {} })
    // Its asker waits shorter than the pause is.
    created.catch(() => undefined)
    await until(() => waitingAt('controllerPropagation') === 1)
    // What the holding itself set off has come to rest: nothing of it is told any more.
    await quiet()

    const before = await picture()
    const [events, fetches] = [told().length, fetchesOfTwo().length]
    const resumeMs = Date.now() + PAUSE_MS
    await until(() => Date.now() >= resumeMs, PAUSE_MS + PATIENCE_MS)
    await until(() => (page.coordination!.reportedMs ?? 0) >= resumeMs)
    expect(await picture()).toEqual(before)
    expect(told().slice(events)).toEqual([])
    expect(fetchesOfTwo().length).toBe(fetches)

    await send(FREE, 'third', -1)
    expect(await step(fetch)).toMatchObject({ kind: 'fetched', fetchOffset: 0, logEndOffset: 1, errorCode: 0 })
    await until(() => end(2) === 1 && fetchesOfTwo().length > fetches)
    await until(() => fetchesOfTwo().every(({ times }) => times.responseReceivedMs !== null))
    expect(fetchesOfTwo().slice(fetches)).toMatchObject([{ fetchOffset: 0, answer: { nextOffset: 1, errorCode: 0 } }])
    expect(page.gates.find(({ gate }) => gate.kind === 'fetchRequest')).toMatchObject({ passed: 1, state: 'closed' })
    expect(checkpoint()).toEqual(before.checkpoint)
    expect(await step(write)).toEqual({ kind: 'checkpointWritten' })
    expect(checkpoint()[0]).toBeGreaterThan(before.checkpoint[0])
    expect(await step(propagation)).toMatchObject({ kind: 'propagated' })

    await page.call('releaseAllGates')
    expect(await cut).toMatchObject({ error: 0 })
    await transaction.commit()
    await eventually(
      () =>
        expect([...consumed].sort()).toEqual(['0:first', '1:second', '2:committed', '2:in a transaction', '2:third']),
      PATIENCE_MS,
    )
    for (const connection of silent) await metadata(connection, ['pay'])
    expect(joins).toBe(1)
    await until(
      () => page.partitions.has('late-0') && [...page.partitions.values()].every(({ isr }) => isr.length === 3),
    )
    expect(connections()).toEqual(before.connections)
  })

  /** Two reports of everybody that say the same. */
  async function quiet(): Promise<void> {
    for (let last = ''; ; ) {
      const sinceMs = Date.now()
      await until(() => (page.coordination!.reportedMs ?? 0) > sinceMs + 1_000)
      const seen = JSON.stringify([await picture(), told().length, fetchesOfTwo().length])
      if (seen === last) return
      last = seen
    }
  }
})

/** The zxid, asked for without a session, which would itself be a transaction. */
function lastTransaction(address: string): Promise<string> {
  const [host, port] = address.split(':')
  return new Promise((resolve, reject) => {
    let answer = ''
    const socket = connect({ host: host!, port: Number(port) }, () => socket.write('srvr'))
    socket.on('data', (chunk) => {
      answer += chunk
    })
    socket.on('error', reject)
    socket.on('close', () => resolve(/^Zxid: (\S+)$/m.exec(answer)?.[1] ?? `no zxid in ${answer}`))
  })
}
