import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { GateTarget, GateTrafficEffect } from '../../electron/host/api/gate-functions'
import { eventually } from '../helpers/eventually'
import { LabPage } from '../helpers/lab-page'
import { isAlive, type ReadyLine, startLab } from '../helpers/lab-process'
import type { TestProcess } from '../helpers/processes'
import { programsMissing } from '../helpers/programs'
import { RawClient } from '../helpers/raw-client'
import { skipFor } from '../helpers/skips'
import { temporaryDirectory } from '../helpers/temp'

const missing = skipFor('gate points', programsMissing('highwater', 'broker', 'coordination'))
const LOOKING = { telemetry: true, gates: true }
/** Means "hangs". */
const PATIENCE_MS = 30_000
const HOUR_MS = 3_600_000
/** Followers leave the ISR soon, watermarks are written often. */
const SETTINGS = [
  'replica.lag.time.max.ms=1000',
  'replica.fetch.wait.max.ms=200',
  'replica.high.watermark.checkpoint.interval.ms=200',
].flatMap((setting) => ['--set', setting])

describe.skipIf(missing)('every point where a gate can stand, and the end of who holds it', () => {
  let dir: string
  let lab: TestProcess
  let ready: ReadyLine
  let page: LabPage

  beforeAll(async () => {
    dir = join(temporaryDirectory('gate-points'), 'lab')
    ;({ lab, ready } = await startLab(dir, ['--preset', 'stepping', ...SETTINGS]))
    page = await LabPage.open(ready.dashboard!)
    const client = new RawClient(ready.bootstrap.split(','))
    const assignment = [
      [1, 2, 3],
      [1, 2, 3],
    ]
    await client.createTopic({ name: 'pay', assignment, configs: {} })
    client.close()
    await until(() => page.partitions.size === 2 && allInSync(0) && allInSync(1))
  })
  afterEach(async () => {
    if (lab.exit === undefined) await page.call('releaseAllGates')
  })
  afterAll(async () => {
    page?.close()
    await lab?.stop()
  })

  const until = (met: () => boolean) => page.until(met, PATIENCE_MS, LOOKING)
  const view = (partition: number) => page.partitions.get(`pay-${partition}`)!
  const allInSync = (partition: number) => view(partition).isr.length === 3
  const inSync = () => [...view(0).isr].sort().join()
  const replica = (partition: number, id: number) =>
    view(partition).replicaViews.find(({ brokerId }) => brokerId === id)!
  /** -1: nobody told it yet. */
  const end = (partition: number, id: number) => replica(partition, id).logEndOffset ?? -1
  /** Log end offset and high watermark are both there. */
  const has = (partition: number, id: number, offset: number) =>
    end(partition, id) === offset && replica(partition, id).highWatermark === offset
  /** Resolves with the offset after the record. */
  const produce = async (partition: number, acks: -1 | 1 = 1) => {
    const record = { key: null, value: 'v', headers: {}, acks, count: 1 }
    return (await page.call('produce', { topic: 'pay', partition, ...record })).baseOffset! + 1
  }
  const ofFollower = (kind: 'fetchRequest' | 'fetchResponse'): GateTarget => ({
    kind,
    brokerId: 2,
    topic: 'pay',
    partition: 0,
  })
  const hold = (gate: GateTarget) => page.call('holdGate', { gate, lease: 'connection' })
  const release = (gate: GateTarget) => page.call('releaseGate', { gate })
  const waiting = (kind: GateTarget['kind']) => page.gates.find(({ gate }) => gate.kind === kind)?.waiting ?? []
  const checkpoint = (id: number) =>
    readFileSync(join(ready.brokers[id - 1]!.logDirs[0]!, 'replication-offset-checkpoint'), 'utf8')
  const checkpointed = (id: number, offset: number) => () => expect(checkpoint(id)).toContain(`pay 0 ${offset}\n`)

  it('an answer to a fetch is here and not taken over; the other partition in it is', async () => {
    const gate = ofFollower('fetchResponse')
    await hold(gate)
    const after = await produce(0)
    await until(() => waiting('fetchResponse').length === 1)
    // The fetch that waited at the leader may have come back empty before.
    const [first] = waiting('fetchResponse')
    if (first?.kind === 'fetchResponse' && first.recordBytes === 0) await page.call('stepGate', { gate })
    await until(() => waiting('fetchResponse').some((each) => each.kind === 'fetchResponse' && each.recordBytes > 0))
    const other = await produce(1)
    await until(() => end(1, 2) === other)
    expect(end(0, 2)).toBe(after - 1)
    const { outcome } = await page.call('stepGate', { gate })
    expect(outcome).toMatchObject({ kind: 'fetched', fetchOffset: after - 1, logEndOffset: after })
    await release(gate)
    await until(() => has(0, 2, after) && allInSync(0))
  })

  it('a high watermark moves, and the file of the broker that may not write it says the old one', async () => {
    const gate: GateTarget = { kind: 'highWatermarkCheckpoint', brokerId: 1 }
    await until(() => has(0, 1, end(0, 2)))
    const before = end(0, 1)
    await eventually(checkpointed(1, before), PATIENCE_MS)
    await hold(gate)
    await until(() => waiting('highWatermarkCheckpoint').length === 1)
    const after = await produce(0, -1)
    await until(() => has(0, 1, after))
    await eventually(checkpointed(2, after), PATIENCE_MS)
    checkpointed(1, before)()
    expect(await page.call('stepGate', { gate })).toMatchObject({ outcome: { kind: 'checkpointWritten' } })
    checkpointed(1, after)()
    const last = await produce(0, -1)
    await until(() => has(0, 1, last) && waiting('highWatermarkCheckpoint').length === 1)
    checkpointed(1, after)()
    await release(gate)
    await eventually(checkpointed(1, last), PATIENCE_MS)
  })

  it('a gate at a follower does not hold the leader it becomes, and stands again where it follows', async () => {
    const gate = ofFollower('fetchRequest')
    // With the leader's last record it stays in sync however long it is held.
    await until(() => allInSync(0) && end(0, 2) === end(0, 1))
    await hold(gate)
    await until(() => waiting('fetchRequest').length === 1)
    const lead = async (id: number, replicas: number[]) => {
      await page.call('reassign', { topic: 'pay', partitions: [{ partition: 0, replicas }] })
      await until(() => view(0).replicas.join() === replicas.join())
      await page.call('electLeaders', { type: 'preferred', topic: 'pay', partitions: [0] })
      await until(() => view(0).leader === id && replica(0, id).role === 'leader')
    }
    await lead(2, [2, 1, 3])
    await until(() => waiting('fetchRequest').length === 0)
    const led = await produce(0, -1)
    await until(() => has(0, 1, led) && has(0, 2, led) && has(0, 3, led) && allInSync(0))
    expect(page.gates).toMatchObject([{ state: 'closed', waiting: [] }])
    await lead(1, [1, 2, 3])
    const after = await produce(0)
    await until(() => waiting('fetchRequest').length === 1 && has(0, 3, after))
    expect(end(0, 2)).toBe(led)
    await release(gate)
    await until(() => has(0, 2, after) && allInSync(0))
  })

  it('traffic between two brokers is refused, comes later, comes too late: the third goes on, the second comes back', async () => {
    const traffic = (effect: GateTrafficEffect): GateTarget => ({ kind: 'traffic', brokers: [1, 2], effect })
    const leavesAlone = async () => {
      const before = end(0, 2)
      const after = await produce(0)
      await until(() => inSync() === '1,3' && has(0, 1, after) && has(0, 3, after))
      expect(end(0, 2)).toBe(before)
      return after
    }
    await until(() => has(0, 2, end(0, 1)))
    await hold(traffic({ kind: 'refuse' }))
    const refused = await leavesAlone()
    await hold(traffic({ kind: 'delay', delayMs: 100 }))
    await until(() => has(0, 2, refused) && allInSync(0))
    await hold(traffic({ kind: 'delay', delayMs: HOUR_MS }))
    const late = await leavesAlone()
    await release(traffic({ kind: 'delay', delayMs: HOUR_MS }))
    await until(() => has(0, 2, late) && allInSync(0))
  })

  it('kill -9 of the lab ends its brokers in good order, whatever is held', async () => {
    await until(() => has(0, 2, end(0, 1)))
    await hold({ kind: 'highWatermarkCheckpoint', brokerId: 1 })
    await hold(ofFollower('fetchRequest'))
    const held = end(0, 2)
    const after = await produce(0)
    await until(() => inSync() === '1,3' && has(0, 1, after) && has(0, 3, after))
    await hold({ kind: 'traffic', brokers: [1, 3], effect: { kind: 'drop' } })
    await hold({ kind: 'controllerPropagation' })
    expect(end(0, 2)).toBe(held)
    // The page goes after it: a lab that hears of its page's end lets go of the gates itself.
    lab.signal('SIGKILL')
    await lab.exited
    page.close()
    await eventually(() => expect(ready.brokers.filter(({ pid }) => isAlive(pid))).toEqual([]), PATIENCE_MS)
    for (const { id } of ready.brokers) {
      const log = readFileSync(join(dir, 'logs', `broker-${id}.log`), 'utf8')
      expect(log).toMatch(/Released \d+ gates: the lab that held them is gone/)
      expect(log).toContain(`[KafkaServer id=${id}] shut down completed`)
    }
    checkpointed(1, after)()
  })
})
