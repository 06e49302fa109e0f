import type { ExerciseView } from '../../electron/host/api/exercise-functions'
import type { PartitionView } from '../../electron/host/api/views'

export type PartName = 'question' | 'setUp' | 'predict' | 'do' | 'watch' | 'check' | 'explain'

export interface Part {
  name: PartName
  state: 'done' | 'now' | 'later'
  /** `3/5`; empty where nothing is counted. */
  count: string
}

/** The seven parts of an exercise, and where the reader is. */
export function partsOf(view: ExerciseView): Part[] {
  const done = view.steps.filter(({ state }) => state === 'done').length
  const passed = view.checks.filter(({ verdict }) => verdict === 'pass').length
  const ready = view.phase === 'ready' || view.phase === 'running' || view.phase === 'finished'
  const over = view.phase === 'finished'
  const answered = view.predict.answer !== null
  const part = (name: PartName, finished: boolean, now: boolean, count = ''): Part => ({
    name,
    state: finished ? 'done' : now ? 'now' : 'later',
    count,
  })
  return [
    part('question', true, false),
    part('setUp', ready, !ready),
    part('predict', answered, ready && !answered),
    part('do', done === view.steps.length, ready && answered, `${done}/${view.steps.length}`),
    part('watch', over, false),
    part('check', over, false, `${passed}/${view.checks.length}`),
    part('explain', over, over),
  ]
}

/** The step that the reader is at: the one to be done, or the last. */
export const currentStep = (view: ExerciseView): number => {
  const at = view.steps.findIndex(({ state }) => state === 'next' || state === 'running' || state === 'failed')
  return at < 0 ? view.steps.length - 1 : at
}

/** A step of which the checks are not decided yet keeps the next one waiting. */
export const checksOpen = (view: ExerciseView): boolean =>
  view.checks.some(({ verdict, deadlineMs }) => verdict === 'notYet' && deadlineMs !== null)

export interface WatchedCell {
  key: string
  field: string
  brokerId: number | null
  value: string | null
}

/** A watched cell with its value: `replica:orders-0:2:highWatermark`, `partition:orders-0:leader`. */
export function watchedCell(name: string, partitions: ReadonlyMap<string, PartitionView>): WatchedCell {
  const [kind, topicPartition = '', ...rest] = name.split(':')
  const view = partitions.get(topicPartition)
  if (kind === 'partition') {
    const field = rest[0] ?? ''
    const values: Record<string, unknown> = {
      leader: view?.leader,
      leaderEpoch: view?.leaderEpoch,
      isr: view?.isr.join(', '),
    }
    return { key: name, field, brokerId: null, value: text(values[field]) }
  }
  const brokerId = Number(rest[0])
  const field = rest[1] ?? ''
  const replica = view?.replicaViews.find((each) => each.brokerId === brokerId)
  const leader = view?.replicaViews.find((each) => each.brokerId === view.leader)
  const acknowledged = leader?.logEndOffset == null || replica?.lag == null ? null : leader.logEndOffset - replica.lag
  const values: Record<string, unknown> = { ...replica, acknowledged }
  return { key: name, field, brokerId, value: text(values[field]) }
}

const text = (value: unknown): string | null => (value === undefined || value === null ? null : String(value))
