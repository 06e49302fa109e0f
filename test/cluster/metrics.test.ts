import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { clusterMissing, TestCluster } from '../helpers/cluster'
import { eventually } from '../helpers/eventually'
import { startProcess, type TestProcess } from '../helpers/processes'
import { programPath } from '../helpers/programs'
import { formatProperties } from '../helpers/properties'
import { RawClient } from '../helpers/raw-client'
import { encodeBatch } from '../helpers/raw-records'
import { produce } from '../helpers/raw-requests'

const missing = await clusterMissing('highwater')

let broker: TestProcess
let url: string
let file: string
let client: RawClient

beforeAll(async () => {
  if (missing) return
  const cluster = await TestCluster.start({ engine: 'highwater', brokers: 1, start: false })
  const [laidOut] = cluster.brokers
  file = join(laidOut!.directory, 'server.properties')
  writeFileSync(file, formatProperties(laidOut!.properties))
  broker = startProcess({
    command: process.execPath,
    args: [programPath('broker'), file, '--metrics-port', '0'],
    name: 'broker with metrics',
    cwd: laidOut!.directory,
  })
  url = /http:\S+/.exec(await broker.line(/Metrics at/, 20_000))![0]
  await broker.line(/\[KafkaServer id=1\] started/, 20_000)
  client = new RawClient([laidOut!.address])
})

afterAll(async () => {
  client?.close()
  await broker?.stop()
})

async function scrape(): Promise<Map<string, number>> {
  const response = await fetch(url)
  expect(response.status).toBe(200)
  expect(response.headers.get('content-type')).toMatch(/^text\/plain/)
  const lines = (await response.text()).split('\n').filter((line) => line !== '' && !line.startsWith('#'))
  return new Map(lines.map((line) => [line.slice(0, line.lastIndexOf(' ')), Number(line.slice(line.lastIndexOf(' ')))]))
}

test.skipIf(missing)('a broker tells its numbers under the names of Kafka', async () => {
  await client.createTopic({ name: 'measured', partitions: 2, replicationFactor: 1 })
  const before = await scrape()
  expect(before.get('kafka_server_KafkaServer_BrokerState')).toBe(3)
  expect(before.get('kafka_controller_KafkaController_ActiveControllerCount')).toBe(1)
  expect(before.get('kafka_server_ReplicaManager_PartitionCount')).toBe(2)
  expect(before.get('kafka_coordinator_group_GroupMetadataManager_NumGroupsStable')).toBe(0)
  expect(before.get('kafka_server_ReplicaManager_LeaderCount')).toBe(2)
  expect(before.get('kafka_server_ReplicaManager_UnderReplicatedPartitions')).toBe(0)
  expect(before.get('kafka_log_Log_LogEndOffset{topic="measured",partition="1"}')).toBe(0)

  const records = encodeBatch(['first', 'second'])
  const { error } = await produce(await client.leader('measured', 1), 'measured', 1, records)
  expect(error).toBe(0)

  await eventually(async () => {
    const after = await scrape()
    expect(after.get('kafka_log_Log_LogEndOffset{topic="measured",partition="1"}')).toBe(2)
    expect(after.get('kafka_log_Log_Size{topic="measured",partition="1"}')).toBe(records.length)
    expect(after.get('kafka_log_Log_NumLogSegments{topic="measured",partition="1"}')).toBe(1)
    expect(after.get('kafka_log_Log_Size{topic="measured",partition="0"}')).toBe(0)
    expect(after.get('kafka_server_BrokerTopicMetrics_BytesIn_total')).toBe(records.length)
    expect(after.get('kafka_network_RequestMetrics_Requests_total{request="Produce"}')).toBe(1)
    expect(after.get('process_resident_memory_bytes')).toBeGreaterThan(10_000_000)
  })
})

test.skipIf(missing)('a port that is taken', async () => {
  const { port } = new URL(url)
  const start = (args: readonly string[], env: Record<string, string> = {}) =>
    startProcess({
      command: process.execPath,
      args: [programPath('broker'), file, ...args],
      name: 'second broker',
      env,
    })
  // The log directory is in use, so that neither gets further than its metrics.
  const told = start(['--metrics-port', port])
  await told.line(/metrics cannot be served on 127\.0\.0\.1:\d+: something else uses it/, 20_000)
  expect((await told.exited).code).toBe(1)
  const inherited = start([], { HIGHWATER_METRICS_PORT: port })
  expect(await inherited.line(/Metrics at/, 20_000)).not.toContain(`:${port}/`)
  await inherited.stop()
})

test.skipIf(missing)('other pages do not exist', async () => {
  expect((await fetch(url.replace('/metrics', '/'))).status).toBe(404)
})
