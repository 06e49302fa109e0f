import type { GateView } from '../../electron/host/api/gate-functions'
import type { ReplicaLaneView } from '../../electron/host/api/replication-views'
import { clientCodec } from '../../electron/host/client/node-runtime'
import { partitionDirectory } from '../../electron/host/exercises/partition-directory'
import { streamRecords } from '../../electron/host/inspect/record-stream'
import type { Cast } from './cast'
import type { DrawnRecord, DrawnReplica, DrawnState } from './drawing'
import type { Play, Stage } from './stage'

/** Everything that can be drawn, as brokers, files and the coordination server say it at this moment. */
export async function look(play: Play, stage: Stage): Promise<DrawnState> {
  const { transcript, cast, sent } = play
  const { topic, draw } = transcript
  const { replication, gates } = await stage.look(topic)
  const state = JSON.parse((await stage.znode(`/brokers/topics/${topic}/partitions/0/state`)) ?? '{}') as WrittenState
  const lanes = [...replication.lanes].sort((one, other) => order(cast, one) - order(cast, other))
  const replicas = await Promise.all(lanes.map((lane) => replicaOf(lane, gates, play)))
  return {
    topicPartition: `${topic}-0`,
    leader: cast.name(state.leader),
    leaderEpoch: state.leader_epoch,
    isr: cast.names(state.isr ?? []),
    replicas,
    sent,
    read: draw.includes('consumer') ? await readable(play) : null,
    controller: draw.includes('controller') ? await controllerOf(play, stage, gates) : NO_CONTROLLER,
  }
}

interface WrittenState {
  leader: number
  leader_epoch: number
  isr: number[]
}

const NO_CONTROLLER = { broker: 'none', elections: 0, waiting: [] }
const order = (cast: Cast, { brokerId }: ReplicaLaneView) => cast.order(brokerId)

async function replicaOf(lane: ReplicaLaneView, gates: readonly GateView[], play: Play): Promise<DrawnReplica> {
  const { topic } = play.transcript
  const { brokerId, role, files } = lane
  const down = lane.source !== 'broker'
  const line = files.replicationOffset?.entries.find(({ text }) => text.startsWith(`${topic} 0 `))
  return {
    broker: play.cast.name(brokerId),
    role: down ? 'down' : role,
    records: await recordsOf(play, brokerId),
    logEndOffset: down ? null : lane.logEndOffset,
    highWatermark: down ? null : lane.highWatermark,
    epoch: down ? null : lane.leaderEpoch,
    epochs: lane.leaderEpochs.map(({ epoch, startOffset }) => `${epoch}:${startOffset}`),
    checkpoint: line ? Number(line.text.split(' ')[2]) : null,
    acknowledged: lane.acknowledged,
    waiting: waitingOf(brokerId, gates),
  }
}

/** From the segment files, whoever runs. */
async function recordsOf({ transcript, context }: Play, broker: number): Promise<DrawnRecord[]> {
  const directory = partitionDirectory(context.lab, broker, transcript.topic, 0)
  const records: DrawnRecord[] = []
  for await (const step of streamRecords(directory, { codec: await clientCodec() })) {
    if (step.kind !== 'record') continue
    const { offset, key, value } = step.record
    const [shownKey, shownValue] = [key, value].map((bytes) => bytes?.toString('utf8') ?? null)
    records.push({ offset, key: shownKey ?? null, value: shownValue ?? null, epoch: step.batch.partitionLeaderEpoch })
  }
  return records
}

function waitingOf(brokerId: number, gates: readonly GateView[]): string | null {
  for (const { gate, waiting } of gates) {
    if (!('brokerId' in gate) || gate.brokerId !== brokerId) continue
    for (const each of waiting) {
      if (each.kind === 'fetchRequest') return `to fetch from ${each.fetchOffset}`
      if (each.kind === 'truncation')
        return each.lastEpoch === -1
          ? `to cut to its high watermark ${each.highWatermark}`
          : `to ask where epoch ${each.lastEpoch} ended`
    }
  }
  return null
}

async function readable({ transcript: { topic }, context }: Play): Promise<string[] | null> {
  try {
    const { records } = await context.lab.functions.readRecords({ topic, partition: 0, offset: 0, count: 100 })
    return records.map(({ key, value }) => (key === null ? (value ?? '-') : `${key}=${value ?? ''}`))
  } catch {
    // No leader at the moment.
    return null
  }
}

async function controllerOf(play: Play, stage: Stage, gates: readonly GateView[]): Promise<DrawnState['controller']> {
  const { cast, controllerEpoch } = play
  const written = await stage.znode('/controller')
  const epoch = Number((await stage.znode('/controller_epoch')) ?? 0)
  const held = gates.find(({ gate }) => gate.kind === 'controllerPropagation')?.waiting ?? []
  const waiting = held.map((each) => (each.kind === 'controllerPropagation' ? batchText(each.requests, play) : ''))
  const broker = written === null ? 'none' : cast.name((JSON.parse(written) as { brokerid: number }).brokerid)
  return { broker, elections: epoch - controllerEpoch, waiting }
}

type Requests = Extract<GateView['waiting'][number], { kind: 'controllerPropagation' }>['requests']

/** One batch of the controller: each request once, with all it goes to. */
function batchText(requests: Requests, { cast, transcript }: Play): string {
  const about = requests.filter(({ partitions }) => partitions.includes(`${transcript.topic}-0`))
  const apis = [...new Set(about.map(({ api }) => api))]
  return apis
    .map((api) => [api, cast.names(about.filter((one) => one.api === api).map(({ brokerId }) => brokerId)).join(',')])
    .map(([api, names]) => `${api} to ${names}`)
    .join('; ')
}
