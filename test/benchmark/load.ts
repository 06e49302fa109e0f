import { javaArguments } from '../helpers/apache'
import { toolClasses } from '../helpers/apache-versions'
import { eventually } from '../helpers/eventually'
import { createTopic, metadata, type NewTopic } from '../helpers/raw-requests'
import { run } from '../helpers/run'
import type { BenchCluster } from './bench-cluster'
import { TOOL_FLAGS } from './engines'
import { type ProducerPerf, parseProducerPerf } from './producer-perf'

/** Of the Java tools that make the load, the same for all. */
const TOOLS_VERSION = '3.9.1'
export const RECORD_BYTES = 500
const LOAD_PATIENCE_MS = 10 * 60_000

/** Creates a topic; resolves when every broker names it with all replicas in sync. Returns how long that took, milliseconds. */
export async function createMeasured(cluster: BenchCluster, topic: NewTopic): Promise<number> {
  const startMs = performance.now()
  const { error, message } = await createTopic(await cluster.client.controller(), topic)
  if (error !== 0) throw new Error(`cannot create ${topic.name}: ${error} ${message}`)
  const partitions = topic.assignment?.length ?? topic.partitions ?? 1
  for (const { address } of cluster.brokers) {
    await eventually(() => expectComplete(cluster, address, topic.name, partitions), 60_000, 5)
  }
  return performance.now() - startMs
}

async function expectComplete(cluster: BenchCluster, address: string, name: string, count: number): Promise<void> {
  const { topics } = await metadata(await cluster.client.to(address), [name])
  const partitions = topics.get(name)?.partitions ?? []
  const complete = partitions.filter(({ leader, isr, replicas }) => leader >= 0 && isr.length === replicas.length)
  if (complete.length < count) throw new Error(`${address} knows ${complete.length} of ${count} partitions of ${name}`)
}

export interface Load {
  topic: string
  records: number
  acks: 'all' | 1
}

/** Java's producer-perf-test, as fast as it can, with its own defaults (batch.size 16384, linger.ms 0). */
export async function produceLoad(cluster: BenchCluster, { topic, records, acks }: Load): Promise<ProducerPerf> {
  const mainClass = toolClasses[TOOLS_VERSION]['producer-perf-test']
  const java = await javaArguments(TOOLS_VERSION, mainClass, { tool: true, flags: TOOL_FLAGS })
  const { code, stdout, stderr } = await run(
    'java',
    [
      ...java,
      ...['--topic', topic, '--num-records', String(records), '--record-size', String(RECORD_BYTES)],
      ...['--throughput', '-1', '--producer-props', `bootstrap.servers=${cluster.bootstrap}`, `acks=${acks}`],
    ],
    { timeoutMs: LOAD_PATIENCE_MS },
  )
  if (code !== 0) throw new Error(`producer-perf-test failed: ${stderr}${stdout}`)
  return parseProducerPerf(stdout)
}
