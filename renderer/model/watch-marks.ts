import type { ExerciseView } from '../../electron/host/api/exercise-functions'

const laneCells = ['logEndOffset', 'highWatermark', 'acknowledged', 'leaderEpoch'] as const
const partitionCells = ['leader', 'leaderEpoch', 'isr'] as const
const fileCells = ['replication-offset-checkpoint', 'leader-epoch-checkpoint'] as const
export type MarkedCell = (typeof laneCells)[number] | (typeof partitionCells)[number] | (typeof fileCells)[number]

/** A cell of a partition's picture that is about to change. */
export interface WatchMark {
  cell: MarkedCell
  /** null: every lane has it, and all are marked: which one changes is what there is to see. */
  brokerId: number | null
}

/**
 * The step whose cells are to be watched: the one that comes next or is done just now, and after that as long as its checks are read.
 * null: none, before set-up and when everything is decided.
 */
export function watchedStep({ phase, steps, checks }: ExerciseView): ExerciseView['steps'][number] | null {
  if (phase !== 'ready' && phase !== 'running') return null
  const read = checks.find(({ verdict, deadlineMs }) => verdict === 'notYet' && deadlineMs !== null)
  const done = steps.find(({ id }) => id === read?.afterStep)
  return done ?? steps.find(({ state }) => state === 'next' || state === 'running' || state === 'failed') ?? null
}

/** Which of the watched cells stand in the picture, and which have no place there. */
export function watchMarks(
  names: readonly string[],
  shows: ExerciseView['shows'],
): { marks: WatchMark[]; elsewhere: string[] } {
  const found = names.map((name) => ({ name, mark: markOf(name, shows) }))
  return {
    marks: found.flatMap(({ mark }) => (mark ? [mark] : [])),
    elsewhere: found.flatMap(({ name, mark }) => (mark ? [] : [name])),
  }
}

/** `replica:orders-0:2:highWatermark`, `partition:orders-0:leader`, `file:orders-0:2:leader-epoch-checkpoint`. */
function markOf(name: string, shows: ExerciseView['shows']): WatchMark | null {
  const [kind, topicPartition, ...rest] = name.split(':')
  if (shows === null || topicPartition !== shows.topicPartition) return null
  if (kind === 'partition') {
    const cell = partitionCells.find((each) => each === rest[0])
    return cell ? { cell, brokerId: null } : null
  }
  const brokerId = Number(rest[0])
  const cell =
    kind === 'file'
      ? fileCells.find((each) => each === rest[1] && shows.brokerFiles.includes(each))
      : laneCells.find((each) => each === rest[1])
  return cell ? { cell, brokerId } : null
}

export const isMarked = (marks: readonly WatchMark[], cell: MarkedCell, brokerId: number): boolean =>
  marks.some((mark) => mark.cell === cell && (mark.brokerId === null || mark.brokerId === brokerId))
