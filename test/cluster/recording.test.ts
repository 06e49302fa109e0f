import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import type { Interest } from '../../electron/host/api/functions'
import { createRecordingReader } from '../../renderer/model/recording'
import { openRecordingFile } from '../../renderer/model/recording-file'
import { saveRecording } from '../../renderer/model/save-recording'
import { LabPage } from '../helpers/lab-page'
import { startLab } from '../helpers/lab-process'
import type { TestProcess } from '../helpers/processes'
import { programsMissing } from '../helpers/programs'
import { skipFor } from '../helpers/skips'
import { temporaryDirectory } from '../helpers/temp'

const missing = skipFor('the recording of a lab', programsMissing('highwater', 'broker', 'coordination'))
const of = { topic: 'orders', partition: 0 }
const watching: Interest = { telemetry: true, replication: of }

describe.skipIf(missing)('a recording', () => {
  let lab: TestProcess | undefined
  afterAll(() => lab?.stop())

  it('tells of a kill -9 what was true then, when the lab and its data are gone', async () => {
    const dir = join(temporaryDirectory('recording'), 'lab')
    const { lab: started, ready } = await startLab(dir)
    lab = started
    const page = await LabPage.open(ready.dashboard!)
    const view = () => page.partitions.get('orders-0')
    const lanes = () => page.last?.replication?.lanes ?? []
    /** The checkpoint file of each replica holds the high watermark, byte by byte. */
    const written = (highWatermark: number) => (lane: ReturnType<typeof lanes>[number]) =>
      lane.files.replicationOffset?.raw.includes(`orders 0 ${highWatermark}\n`) === true
    const produce = (count: number) =>
      page.call('produce', { ...of, key: 'k', value: 'v', headers: {}, acks: -1, count })

    const call: Parameters<typeof saveRecording>[0] = (name, ...request) => page.call(name, request[0])
    /** A moment in the recording at which it knows what the page knows now. */
    const recorded = async () => {
      const knownMs = page.last!.nowMs
      for (;;) {
        const toMs = (await page.call('recordingExtent')).blocks.at(-1)?.toMs ?? 0
        if (toMs > knownMs) return toMs
        const { version } = page.last!
        await page.until(() => page.last!.version !== version, 30_000, watching)
      }
    }

    await page.call('createTopic', { topic: 'orders', partitions: 1, replicationFactor: 3, configs: {} })
    await page.until(() => view()?.isr.length === 3)
    await produce(7)
    await page.until(() => lanes().length === 3 && lanes().every(written(7)), 30_000, watching)
    const before = { atMs: await recorded(), leader: view()!.leader, epoch: view()!.leaderEpoch }
    const wasController = page.brokers.get(before.leader)!.isController

    process.kill(page.brokers.get(before.leader)!.pid!, 'SIGKILL')
    await page.until(() => (view()?.leader ?? -1) > 0 && view()!.leader !== before.leader, 30_000, watching)
    await produce(4)
    const living = () => lanes().filter(({ brokerId }) => brokerId !== before.leader)
    await page.until(() => living().length === 2 && living().every(written(11)), 30_000, watching)
    const after = { atMs: await recorded(), leader: view()!.leader, epoch: view()!.leaderEpoch }
    // A controller that starts takes the dead out of the ISR before it elects: one epoch more (ReplicaStateMachine.startup).
    expect(after.epoch).toBe(before.epoch + (wasController ? 2 : 1))

    const { file } = await saveRecording(call, 'lab', Date.now())
    page.close()
    await lab.stop(60_000)
    rmSync(dir, { recursive: true })

    const opened = await openRecordingFile(new Blob([await file.arrayBuffer()]))
    const reader = createRecordingReader(opened)
    const then = await reader.seek(before.atMs)
    const orders = then.partitions.get('orders-0')!
    expect(orders).toMatchObject({ leader: before.leader, leaderEpoch: before.epoch })
    expect([...orders.isr].sort()).toEqual([1, 2, 3])
    expect(orders.replicaViews.map(({ highWatermark }) => highWatermark)).toEqual([7, 7, 7])
    expect(then.replication!.lanes.every(written(7))).toBe(true)
    expect(then.brokers.get(before.leader)!.state).toBe('RunningAsBroker')
    expect(then.timeline.some(({ kind }) => kind === 'processKilled')).toBe(false)

    const later = await reader.seek(after.atMs)
    expect(later.brokers.get(before.leader)).toMatchObject({ state: 'Killed', pid: null })
    expect(later.partitions.get('orders-0')).toMatchObject({ leader: after.leader, leaderEpoch: after.epoch })
    expect(later.replication!.lanes.filter(({ brokerId }) => brokerId !== before.leader).every(written(11))).toBe(true)
    expect(
      later.replication!.lanes.find(({ brokerId }) => brokerId === before.leader)!.files.replicationOffset!.raw,
    ).toContain('orders 0 7\n')
    // No effect before its cause: killed, its session over, another elected, the other leads, its high watermark moves.
    const at = (met: (event: (typeof later.timeline)[number]) => boolean) => later.timeline.findIndex(met)
    const chain = [
      at(({ kind, source }) => kind === 'processKilled' && source === before.leader),
      at(({ kind }) => kind === 'sessionExpired'),
      at(
        ({ kind, topicPartition, details }) =>
          kind === 'leaderElected' && topicPartition === 'orders-0' && details.leaderEpoch === after.epoch,
      ),
      at(
        ({ kind, source, topicPartition, details }) =>
          kind === 'becameLeader' &&
          source === after.leader &&
          topicPartition === 'orders-0' &&
          details.leaderEpoch === after.epoch,
      ),
      at(
        ({ kind, source, topicPartition, details }) =>
          kind === 'highWatermarkAdvanced' &&
          source === after.leader &&
          topicPartition === 'orders-0' &&
          details.to === 11,
      ),
    ]
    expect(chain.every((index) => index >= 0)).toBe(true)
    expect(chain).toEqual([...chain].sort((one, other) => one - other))
  })
})
