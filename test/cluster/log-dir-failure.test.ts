import { readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { clusterMissing, TestCluster } from '../helpers/cluster'
import { eventually } from '../helpers/eventually'
import { RawClient } from '../helpers/raw-client'
import { encodeBatch } from '../helpers/raw-records'
import { fetch, produce } from '../helpers/raw-requests'
import { readZnode } from '../helpers/raw-znodes'
import { describeLogDirs } from '../helpers/replication-requests'
import { skipFor } from '../helpers/skips'

const TOPIC = 'spread'
const PARTITIONS = [0, 1, 2, 3]
const NOT_LEADER_OR_FOLLOWER = 6
const KAFKA_STORAGE_ERROR = 56

describe.skipIf(skipFor('log-dir-failure', await clusterMissing()))(
  'a log directory that goes away while in use',
  () => {
    let cluster: TestCluster
    let client: RawClient
    let lost: string
    let onLost: number[]
    let onKept: number[]

    const produceAt = async (id: number, partition: number) =>
      (await produce(await client.to(cluster.broker(id).address), TOPIC, partition, encodeBatch(['x']))).error
    /** From the znodes: the ISR reaches the brokers' metadata seconds later. */
    const states = async () => {
      const found = []
      for (const partition of PARTITIONS) {
        const znode = await readZnode(cluster.zookeeper, `/brokers/topics/${TOPIC}/partitions/${partition}/state`)
        const { leader, isr } = JSON.parse(znode!.data) as { leader: number; isr: number[] }
        found.push({ partition, leader, isr: isr.sort() })
      }
      return found
    }
    const stateOf = (partition: number, leader: number, isr: number[]) => ({ partition, leader, isr })

    beforeAll(async () => {
      cluster = await TestCluster.start({
        brokers: 2,
        logDirs: 2,
        properties: { 'auto.leader.rebalance.enable': false, 'replica.high.watermark.checkpoint.interval.ms': 500 },
      })
      client = new RawClient(cluster.bootstrap.split(','))
      await client.createTopic({ name: TOPIC, assignment: PARTITIONS.map(() => [1, 2]) })
      for (const partition of PARTITIONS) expect(await produceAt(1, partition)).toBe(0)
      const [kept, other] = cluster.broker(1).logDirs
      lost = other!
      const inDirectory = (path: string) =>
        PARTITIONS.filter((partition) => readdirSync(path).includes(`${TOPIC}-${partition}`))
      onLost = inDirectory(lost)
      onKept = inDirectory(kept!)
      expect([onLost.length, onKept.length]).toEqual([2, 2])
    }, 60_000)
    afterAll(() => client?.close())

    it('costs its replicas alone: error 56 there, leaders elsewhere, the rest in service', async () => {
      renameSync(lost, `${lost}.unplugged`)
      writeFileSync(lost, 'no directory')
      await cluster.broker(1).process.line(/Stopping serving replicas in dir \S+data2/, 10_000)
      await eventually(async () => {
        expect(await states()).toEqual(
          PARTITIONS.map((partition) =>
            onLost.includes(partition) ? stateOf(partition, 2, [2]) : stateOf(partition, 1, [1, 2]),
          ),
        )
      })
      const broker = await client.to(cluster.broker(1).address)
      for (const partition of onLost) {
        expect(await produceAt(1, partition)).toBe(KAFKA_STORAGE_ERROR)
        expect((await fetch(broker, TOPIC, partition, 0)).error).toBe(KAFKA_STORAGE_ERROR)
        expect(await produceAt(2, partition)).toBe(0)
      }
      for (const partition of onKept) {
        expect(await produceAt(1, partition)).toBe(0)
        expect(await produceAt(2, partition)).toBe(NOT_LEADER_OR_FOLLOWER)
      }
      const directories = await describeLogDirs(broker)
      expect(directories.get(lost)).toEqual({ error: KAFKA_STORAGE_ERROR, partitions: [] })
      expect(directories.get(cluster.broker(1).logDirs[0]!)?.partitions).toHaveLength(2)
      // The controller was told through a znode, and removed it when it had acted.
      await eventually(async () => {
        const notifications = await readZnode(cluster.zookeeper, '/log_dir_event_notification')
        expect(notifications?.childrenVersion).toBe(2)
      })
    }, 30_000)

    it('stays offline through a restart that finds it still gone', async () => {
      await cluster.broker(1).kill('SIGTERM')
      await cluster.broker(1).start()
      await eventually(async () => {
        expect(await states()).toEqual(
          PARTITIONS.map((partition) => stateOf(partition, 2, onLost.includes(partition) ? [2] : [1, 2])),
        )
        for (const partition of onLost) expect(await produceAt(1, partition)).toBe(KAFKA_STORAGE_ERROR)
      }, 20_000)
      expect(await produceAt(2, onLost[0]!)).toBe(0)
    }, 60_000)

    it('is caught up when it is back', async () => {
      await cluster.broker(1).kill('SIGTERM')
      rmSync(lost)
      renameSync(`${lost}.unplugged`, lost)
      await cluster.broker(1).start()
      await eventually(async () => {
        expect(await states()).toEqual(PARTITIONS.map((partition) => stateOf(partition, 2, [1, 2])))
      }, 20_000)
    }, 60_000)

    it('ends the broker when it was the last one', async () => {
      const { process, logDirs } = cluster.broker(1)
      for (const logDir of logDirs) {
        renameSync(logDir, `${logDir}.unplugged`)
        writeFileSync(logDir, 'no directory')
      }
      expect(await process.exited).toEqual({ code: 1, signal: null })
      expect(process.lines(/^broker: log directory \S+ failed, and none is left/)).toHaveLength(1)
      for (const partition of PARTITIONS) await eventually(async () => expect(await produceAt(2, partition)).toBe(0))
    }, 30_000)
  },
)
