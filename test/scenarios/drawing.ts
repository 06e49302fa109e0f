import type { Extra } from './transcript'

export interface DrawnRecord {
  offset: number
  key: string | null
  value: string | null
  epoch: number
}

export interface DrawnReplica {
  broker: string
  /** As its broker has been told; `down`: no process. */
  role: string
  records: readonly DrawnRecord[]
  /** null: nobody runs to say it. */
  logEndOffset: number | null
  highWatermark: number | null
  epoch: number | null
  /** Lines of `leader-epoch-checkpoint` as `epoch:startOffset`. */
  epochs: readonly string[]
  /** In `replication-offset-checkpoint`; null: no line. */
  checkpoint: number | null
  /** How far the leader knows it to be; null for the leader. */
  acknowledged: number | null
  /** What stands before a gate. */
  waiting: string | null
}

export interface DrawnState {
  topicPartition: string
  /** As it is written in the coordination server. */
  leader: string
  leaderEpoch: number
  isr: readonly string[]
  replicas: readonly DrawnReplica[]
  sent: readonly { value: string; state: string }[]
  /** Values that a consumer reads; null: it cannot. */
  read: readonly string[] | null
  /** Elections since the transcript began. */
  controller: { broker: string; elections: number; waiting: readonly string[] }
}

/** The state as text: the partition as it is written, a lane for each replica, and what else was asked for. Pure. */
export function drawState(state: DrawnState, extras: readonly Extra[]): string[] {
  const { topicPartition, leader, leaderEpoch, isr, replicas, sent, read, controller } = state
  const has = (extra: Extra) => extras.includes(extra)
  const rows = [[topicPartition, `leader ${leader}`, `epoch ${leaderEpoch}`, `ISR ${isr.join(',')}`]]
  rows.push(...replicas.map((replica) => lane(replica, has)))
  if (has('controller')) {
    const { broker, elections, waiting } = controller
    rows.push(['controller', broker, `elections ${elections}`])
    rows.push(...waiting.map((each) => ['not told yet', each]))
  }
  if (has('producer')) rows.push(['producer', ...sent.map(({ value, state }) => `${value} ${state}`)])
  if (has('consumer')) rows.push(['consumer', read === null ? 'reads nothing' : `reads ${read.join(' ') || '-'}`])
  return rows.map((cells) => cells.filter(Boolean).join('  '))
}

function lane(replica: DrawnReplica, has: (extra: Extra) => boolean): string[] {
  const { broker, role, records, logEndOffset, highWatermark, epoch, epochs, checkpoint, acknowledged, waiting } =
    replica
  return [
    `broker ${broker}`,
    role,
    records.map((record) => cell(record, highWatermark, has('epochs'))).join(' ') || '-',
    logEndOffset === null ? '' : `LEO ${logEndOffset}`,
    highWatermark === null ? '' : `HW ${highWatermark}`,
    has('acknowledged') && acknowledged !== null ? `acknowledged ${acknowledged}` : '',
    has('epochs') && epoch !== null ? `epoch ${epoch}` : '',
    has('epochs') ? `epochs ${epochs.join(' ') || '-'}` : '',
    has('checkpoint') ? `checkpoint ${checkpoint ?? '-'}` : '',
    has('waiting') && waiting !== null ? `waits ${waiting}` : '',
  ]
}

/** `[0 m1]` committed, `(0 m1)` not yet, as this replica knows it; `|0 m1|` where only the file is there. */
function cell({ offset, key, value, epoch }: DrawnRecord, highWatermark: number | null, epochs: boolean): string {
  const [open, close] = highWatermark === null ? '||' : offset < highWatermark ? '[]' : '()'
  const what = key === null ? (value ?? '-') : `${key}=${value ?? ''}`
  return `${open}${offset} ${what}${epochs ? ` e${epoch}` : ''}${close}`
}

/** How a drawing differs, line by line; undefined: it does not. Distances between words say nothing. */
export function difference(drawn: readonly string[], actual: readonly string[]): string | undefined {
  const plain = (line: string) => line.trim().replace(/\s+/g, ' ')
  const length = Math.max(drawn.length, actual.length)
  const rows: string[] = []
  let same = true
  for (let at = 0; at < length; at++) {
    const [should, is] = [drawn[at], actual[at]]
    if (should !== undefined && is !== undefined && plain(should) === plain(is)) {
      rows.push(`  ${is}`)
      continue
    }
    same = false
    if (should !== undefined) rows.push(`- ${should}`)
    if (is !== undefined) rows.push(`+ ${is}`)
  }
  return same ? undefined : rows.join('\n')
}
