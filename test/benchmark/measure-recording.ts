import { BlockStore } from '../../electron/host/recording/block-store'
import { Recorder } from '../../electron/host/recording/recorder'
import { createRecordingReader, type RecordingReader } from '../../renderer/model/recording'
import { openRecordingFile, unpackText } from '../../renderer/model/recording-file'
import { bytesOf, saveRecording } from '../../renderer/model/save-recording'
import { Seeded } from '../helpers/seeded'
import type { Bench } from './bench'
import { BusyCluster } from './busy-cluster'
import { measureRecordingCost } from './measure-recording-cost'

const STEP_MS = 250
const KILL_EVERY_MS = 60_000
const DEAD_MS = 10_000
const FROM_MS = 1_700_000_000_000

/** Ten minutes of a busy cluster go through the recorder, are saved, opened and scrubbed; then what recording costs a real lab. */
export async function measureRecording(bench: Bench): Promise<void> {
  await bench.quiet('the recording of a busy cluster')
  const { recordedMs, recordedPartitions } = bench.plan
  const cluster = new BusyCluster(recordedPartitions, FROM_MS)
  const recorder = new Recorder({ pull: async ({ since }) => cluster.pull(since), store: new BlockStore() })
  const tell = teller(bench, `${recordedMs / 60_000} minutes of 3 x ${recordedPartitions} partitions, all growing`)
  let recordingMs = 0
  for (let atMs = 0; atMs < recordedMs; atMs += STEP_MS) {
    cluster.advance(
      STEP_MS,
      atMs % KILL_EVERY_MS > KILL_EVERY_MS - DEAD_MS ? 1 + (Math.floor(atMs / KILL_EVERY_MS) % 3) : null,
    )
    const startMs = performance.now()
    await recorder.record()
    recordingMs += performance.now() - startMs
  }
  const { sizeBytes, blocks, complete } = await recorder.recordingExtent()
  tell('recorder, time to write down a minute', 'ms', recordingMs / (recordedMs / 60_000))
  tell('recorder, memory of its blocks', 'MiB', sizeBytes / 2 ** 20)
  tell('recorder, blocks', 'blocks', blocks.length)
  if (!complete) throw new Error('ten minutes do not fit into the recording')
  const { file } = await timed('recording saved', () => saveRecording(asPage(recorder, cluster), 'busy', FROM_MS))
  tell('recording as a file', 'MiB', file.size / 2 ** 20)
  const opened = await timed('recording opened', () => openRecordingFile(file))
  const past = {
    'own past': createRecordingReader({
      blocks,
      timeline: cluster.timeline.newest(0, 20_000),
      read: async ({ id }) => unpackText(new Blob([bytesOf((await recorder.readRecordingBlock({ id })).gzip)])),
    }),
    file: createRecordingReader(opened),
  }
  for (const [name, reader] of Object.entries(past))
    await scrub(reader, (what, ms) => tell(`${name}, ${what}`, 'ms', ms), bench)
  await measureRecordingCost(bench)

  async function timed<T>(what: string, work: () => Promise<T>): Promise<T> {
    const startMs = performance.now()
    const done = await work()
    tell(what, 'ms', performance.now() - startMs)
    return done
  }
}

const teller =
  ({ report }: Bench, how: string) =>
  (name: string, unit: string, value: number) =>
    report.add({ name, unit, how, subject: 'Highwater' }, value)

/** The page's calls, answered as over its socket: through JSON. */
function asPage(recorder: Recorder, { timeline }: BusyCluster): Parameters<typeof saveRecording>[0] {
  const functions: Record<string, (request: never) => unknown> = {
    recordingExtent: () => recorder.recordingExtent(),
    readRecordingBlock: (request: { id: number }) => recorder.readRecordingBlock(request),
    readTimeline: ({ from, count }: { from: number; count: number }) => ({
      events: timeline.from(from, count),
      start: timeline.start,
      end: timeline.end,
    }),
  }
  return async (name, ...request) => JSON.parse(JSON.stringify(await functions[name]!(request[0] as never)))
}

/** Moments at random, then a drag over the whole bar, then small steps back and forth. */
async function scrub(
  reader: RecordingReader,
  tell: (what: string, ms: number) => void,
  { plan }: Bench,
): Promise<void> {
  const random = new Seeded(3)
  const { fromMs, toMs } = reader.extent
  const span = toMs - fromMs
  const moments = {
    'scrub to a random moment': () => fromMs + random.next() * span,
    'drag over the whole bar': (index: number) => fromMs + (index / plan.scrubs) * span,
    'steps of 0.1 s back': (index: number) => toMs - index * 100,
  }
  for (const [what, momentOf] of Object.entries(moments)) {
    const waited: number[] = []
    const worked: number[] = []
    for (let index = 0; index < plan.scrubs; index++) {
      const [startMs, cpu] = [performance.now(), process.cpuUsage()]
      const picture = await reader.seek(momentOf(index))
      waited.push(performance.now() - startMs)
      const { user, system } = process.cpuUsage(cpu)
      worked.push((user + system) / 1000)
      if (picture.partitions.size !== plan.recordedPartitions)
        throw new Error(`a picture of ${picture.partitions.size}`)
    }
    for (const [name, share] of [
      ['p50', 0.5],
      ['p95', 0.95],
      ['max', 1],
    ] as const)
      tell(`${what}, ${name}`, quantile(waited, share))
    tell(`${what}, processor time, max`, quantile(worked, 1))
  }
}

function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((one, other) => one - other)
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))]!
}
