import { join } from 'node:path'
import { LabPage } from '../helpers/lab-page'
import { startLab } from '../helpers/lab-process'
import { RawClient } from '../helpers/raw-client'
import { encodeBatch } from '../helpers/raw-records'
import { produce } from '../helpers/raw-requests'
import { removeTemporary, temporaryDirectory } from '../helpers/temp'
import type { Bench } from './bench'
import { cpuSecondsOf, memoryOf } from './proc'

const TOPIC = 'busy'
const PRODUCE_EVERY_MS = 250
const BATCH = encodeBatch(Array.from({ length: 20 }, (_, index) => `${index}`.padEnd(100, 'x')))

/** What recording costs a real lab that nobody looks at: with and without it, while nothing happens and while every partition grows. */
export async function measureRecordingCost(bench: Bench): Promise<void> {
  for (let round = 0; round < bench.plan.recordingRounds; round++)
    for (const on of [true, false]) await measureOne(bench, on)
}

async function measureOne(bench: Bench, on: boolean): Promise<void> {
  await bench.quiet(`a lab with its recording ${on ? 'on' : 'off'}`)
  const directory = temporaryDirectory('recording')
  const { lab, ready } = await startLab(join(directory, 'lab'), on ? [] : ['--no-recording'])
  const page = await LabPage.open(ready.dashboard!)
  const client = new RawClient(ready.bootstrap.split(','))
  try {
    const partitions = bench.plan.recordedPartitions
    await page.call('createTopic', { topic: TOPIC, partitions, replicationFactor: 3, configs: {} })
    const complete = () => [...page.partitions.values()].filter(({ topic, isr }) => topic === TOPIC && isr.length === 3)
    await page.until(() => complete().length === partitions, 60_000)
    // From here on nobody looks.
    void page.call('pull', { since: 0, interest: { telemetry: false } })
    await new Promise((done) => setTimeout(done, bench.plan.settleMs))
    for (const load of ['idle', 'busy'] as const) {
      const stop = load === 'busy' ? startLoad(client, partitions) : async () => {}
      await measureLoad(
        bench,
        page,
        [lab.pid, ...ready.brokers.map(({ pid }) => pid)],
        `${load}, recording ${on ? 'on' : 'off'}`,
      )
      await stop()
    }
  } finally {
    client.close()
    page.close()
    await lab.stop(60_000)
    removeTemporary(directory)
  }
}

async function measureLoad({ plan, report }: Bench, page: LabPage, pids: number[], state: string): Promise<void> {
  const how = `a lab of 3 brokers with ${plan.recordedPartitions} partitions x 3 that no page looks at, over ${plan.recordingMs / 1000} s; busy: 20 records of 100 bytes to every partition every ${PRODUCE_EVERY_MS} ms`
  const tell = (name: string, unit: string, value: number) =>
    report.add({ name: `${name}, ${state}`, unit, how, subject: 'Highwater' }, value)
  const sizeNow = async () => (await page.call('recordingExtent')).sizeBytes
  const before = { cpu: pids.map(cpuSecondsOf), size: await sizeNow(), atMs: performance.now() }
  await new Promise((done) => setTimeout(done, plan.recordingMs))
  const seconds = (performance.now() - before.atMs) / 1000
  const [host, ...brokers] = pids.map((pid, index) => ((cpuSecondsOf(pid) - before.cpu[index]!) / seconds) * 100)
  tell('lab host CPU', '% of a core', host!)
  for (const broker of brokers) tell('broker CPU', '% of a core', broker)
  tell('lab host RSS', 'MiB', memoryOf(pids[0]!).rssMiB)
  tell('recording grows', 'KiB a minute', ((await sizeNow()) - before.size) / 1024 / (seconds / 60))
}

/** Returns what ends it. */
function startLoad(client: RawClient, partitions: number): () => Promise<void> {
  let on = true
  const running = (async () => {
    const { brokers, topics } = await client.metadata([TOPIC])
    const found = topics.get(TOPIC)!.partitions.slice(0, partitions)
    while (on) {
      const next = new Promise((done) => setTimeout(done, PRODUCE_EVERY_MS))
      await Promise.all(
        found.map(async ({ partition, leader }) =>
          produce(await client.to(brokers.get(leader)!), TOPIC, partition, BATCH, { acks: 1 }),
        ),
      )
      await next
    }
  })()
  return async () => {
    on = false
    await running
  }
}
