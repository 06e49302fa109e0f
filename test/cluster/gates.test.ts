import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { GateTarget } from '../../electron/host/api/gate-functions'
import { LabPage } from '../helpers/lab-page'
import { type ReadyLine, startLab } from '../helpers/lab-process'
import type { TestProcess } from '../helpers/processes'
import { programsMissing } from '../helpers/programs'
import { RawClient } from '../helpers/raw-client'
import { skipFor } from '../helpers/skips'
import { temporaryDirectory } from '../helpers/temp'

const missing = skipFor('gates', programsMissing('highwater', 'broker', 'coordination'))
const LOOKING = { telemetry: true, gates: true }

describe.skipIf(missing)('gates on a real cluster', () => {
  let lab: TestProcess
  let ready: ReadyLine
  let page: LabPage
  let client: RawClient

  beforeAll(async () => {
    const dir = join(temporaryDirectory('gates'), 'lab')
    ;({ lab, ready } = await startLab(dir, ['--preset', 'stepping']))
    page = await LabPage.open(ready.dashboard!)
    client = new RawClient(ready.bootstrap.split(','))
    // Both partitions are led by broker 1, and one fetcher of broker 2 follows both.
    await client.createTopic({
      name: 'pay',
      assignment: [
        [1, 2],
        [1, 2],
      ],
      configs: {},
    })
    await page.until(() => page.partitions.size === 2 && isr(0).length === 2 && isr(1).length === 2)
  })
  afterEach(async () => {
    await page.call('releaseAllGates')
  })
  afterAll(async () => {
    client?.close()
    page?.close()
    await lab?.stop()
  })

  const isr = (partition: number) => page.partitions.get(`pay-${partition}`)!.isr
  const replica = (partition: number, id: number) =>
    page.partitions.get(`pay-${partition}`)!.replicaViews.find(({ brokerId }) => brokerId === id)!
  const offsets = (partition: number, id: number) => {
    const { logEndOffset, highWatermark } = replica(partition, id)
    return [logEndOffset, highWatermark]
  }
  const produce = (partition: number, acks: -1 | 1 = 1) =>
    page.call('produce', { topic: 'pay', partition, key: null, value: 'v', headers: {}, acks, count: 1 })
  const until = (met: () => boolean) => page.until(met, 20_000, LOOKING)
  const at = (kind: 'truncation' | 'fetchRequest' | 'fetchResponse'): GateTarget => ({
    kind,
    brokerId: 2,
    topic: 'pay',
    partition: 0,
  })
  const hold = (gate: GateTarget) => page.call('holdGate', { gate, lease: 'connection' })
  const step = async (gate: GateTarget) => (await page.call('stepGate', { gate })).outcome

  it('lets a follower fetch one round at a time, and the other partition go on', async () => {
    const gate = at('fetchRequest')
    const { gate: view } = await hold(gate)
    expect(view).toMatchObject({ state: 'closed', lease: 'connection', passed: 0 })
    await produce(0)
    await produce(1, -1)
    await until(() => offsets(1, 2)[0] === 1 && offsets(0, 1)[0] === 1)
    expect(offsets(0, 2)).toEqual([0, 0])
    // The record comes with the first fetch; that it is committed, with the answer to the one after the next that acknowledges it.
    expect(await step(gate)).toMatchObject({ kind: 'fetched', fetchOffset: 0, logEndOffset: 1, highWatermark: 0 })
    await until(() => offsets(0, 2)[0] === 1)
    expect(offsets(0, 1)).toEqual([1, 0])
    expect(await step(gate)).toMatchObject({ kind: 'fetched', fetchOffset: 1, logEndOffset: 1 })
    await until(() => offsets(0, 1)[1] === 1)
    expect(page.gates).toMatchObject([{ passed: 2, state: 'closed' }])
    await produce(0)
    await until(() => offsets(0, 1)[0] === 2)
    expect(offsets(0, 2)[0]).toBe(1)
    await page.call('releaseGate', { gate })
    await until(() => offsets(0, 2)[0] === 2 && offsets(0, 2)[1] === 2)
  })

  it('lets everything go when the page that held it leaves', async () => {
    const other = await LabPage.open(ready.dashboard!)
    await other.until(() => other.brokers.size === 3, 20_000, LOOKING)
    await other.call('holdGate', { gate: at('fetchRequest'), lease: 'page' })
    await other.call('holdGate', { gate: { kind: 'highWatermarkCheckpoint', brokerId: 1 }, lease: 'page' })
    await until(() => page.gates.length === 2 && page.gates.every(({ state }) => state === 'closed'))
    const left = other.call('pull', { since: 0, interest: { telemetry: true } })
    await until(() => page.gates.length === 0)
    await left
    await other.call('holdGate', { gate: at('fetchResponse'), lease: 'connection' })
    await until(() => page.gates.length === 1)
    other.close()
    await until(() => page.gates.length === 0)
  })

  it('holds what the controller wrote and has not told', async () => {
    const gate: GateTarget = { kind: 'controllerPropagation' }
    await hold(gate)
    void client.createTopic({ name: 'late', assignment: [[1, 2]], configs: {} }).catch(() => undefined)
    await until(() => (page.gates[0]?.waiting.length ?? 0) > 0)
    expect(page.partitions.has('late-0')).toBe(false)
    await page.call('releaseGate', { gate })
    await until(() => page.partitions.has('late-0'))
  })

  it('cuts two brokers off from each other, both ways, and heals', async () => {
    const gate: GateTarget = { kind: 'traffic', brokers: [1, 2], effect: { kind: 'drop' } }
    await hold(gate)
    const before = offsets(1, 2)[0]!
    await produce(1)
    await until(() => offsets(1, 1)[0] === before + 1 && (page.gates[0]?.waiting.length ?? 0) === 2)
    expect(offsets(1, 2)[0]).toBe(before)
    await page.call('releaseGate', { gate })
    await until(() => offsets(1, 2)[0] === before + 1 && offsets(1, 2)[1] === before + 1)
  })

  it('stands again before a killed follower that starts follows anybody', async () => {
    const gate = at('truncation')
    await hold(gate)
    await page.call('signalBroker', { id: 2, signal: 'SIGKILL' })
    await until(() => page.gates[0]?.state === 'wished')
    await page.call('startBroker', { id: 2 })
    await until(() => page.gates[0]?.waiting.length === 1)
    expect(await step(gate)).toMatchObject({ kind: 'truncated', done: true })
    await page.call('releaseGate', { gate })
    await until(() => isr(0).includes(2))
  })
})
