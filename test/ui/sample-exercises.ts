import type { ExerciseCheckView, ExerciseEvidence, ExerciseView } from '../../electron/host/api/exercise-functions'
import { exerciseCatalogue } from '../../electron/host/exercises/catalogue'
import { summaryView } from '../../electron/host/exercises/exercise-view'
import { NOW_MS } from './sample-views'

const PASSED = [1, 3, 8]
const OPEN = 'replication-step-by-step'
const exercise = exerciseCatalogue().find(({ data }) => data.id === OPEN)!
const { en, ko } = exercise.text

const sampleExerciseList = exerciseCatalogue().map((each) => {
  const { number, id } = each.data
  return summaryView(each, PASSED.includes(number) ? 'passed' : id === OPEN ? 'begun' : 'new')
})

const CHECKPOINT = '/home/anna/highwater/orders-lab/broker-1/kafka-logs/replication-offset-checkpoint'
const evidences: Record<string, ExerciseEvidence> = {
  'leader-end': { text: { en: 'broker 1 reports 1', ko: '브로커 1이 1이라고 보고합니다' } },
  'not-committed': {
    text: { en: 'steps 0 1', ko: 'steps 0 1 줄을 읽었습니다' },
    path: CHECKPOINT,
    line: 3,
  },
}

/** Three steps are done; of their checks one has failed and one has time left, for which the next step waits. */
const verdicts: Record<string, Partial<ExerciseCheckView>> = {
  'leader-end': { verdict: 'pass', live: '1' },
  'not-committed': { verdict: 'fail', live: '1' },
  'copied-2': { deadlineMs: NOW_MS + 9000, live: 'none' },
  'copied-3': { verdict: 'pass', live: 'message1' },
  'no-ack': { verdict: 'pass', live: '0' },
}
const COMMENT = { en: '# hold: broker 2 sends its next fetch', ko: '# 붙잡기: 브로커 2의 다음 페치' }
const COMMANDS = [
  'highwater gate hold',
  'highwater produce --acks 1',
  'highwater gate step',
  'highwater gate step',
  'highwater gate list',
]

const view = (change: Partial<ExerciseView> = {}): ExerciseView => ({
  ...summaryView(exercise, 'begun'),
  engines: ['builtin'],
  setUpText: { en: en.setUp, ko: ko.setUp },
  settings: [{ key: 'replica.lag.time.max.ms', value: '600000', kafkaDefault: '30000' }],
  shows: { topicPartition: 'steps-0', brokerFiles: ['replication-offset-checkpoint'] },
  predict: {
    question: { en: en.predict.question, ko: ko.predict.question },
    options: exercise.data.predict.options.map((id) => ({
      id,
      text: { en: en.predict.options[id]!, ko: ko.predict.options[id]! },
      right: null,
    })),
    answer: null,
  },
  phase: 'running',
  phaseDetail: null,
  steps: exercise.data.steps.map(({ id, watch }, at) => ({
    id,
    text: { en: en.steps[id]!.text, ko: ko.steps[id]!.text },
    look: { en: en.steps[id]!.look, ko: ko.steps[id]!.look },
    commands: COMMANDS.slice(at, at + 1)
      .map((line) => ({ en: line, ko: line }))
      .concat(at === 0 ? [COMMENT] : []),
    state: at < 3 ? 'done' : at === 3 ? 'next' : 'later',
    output: [],
    watch: [...watch],
    asks: false,
    onlyHere: false,
  })),
  checks: exercise.data.checks.map(({ id, after, expect }) => ({
    id,
    afterStep: after,
    sentence: { en: en.checks[id]!, ko: ko.checks[id]! },
    verdict: 'notYet',
    live: null,
    expected: String(Object.values(expect)[0]),
    evidence: evidences[id] ?? null,
    deadlineMs: null,
    ...verdicts[id],
  })),
  measurements: null,
  questions: [],
  hints: [0, 1].map((at) => ({ en: en.hints[at]!, ko: ko.hints[at]! })),
  solution: { en: en.solution, ko: ko.solution },
  explain: { en: en.explain, ko: ko.explain },
  references: exercise.data.references,
  version: 1,
  ...change,
})

/** Exercise 2 at its fourth step. */
export const openedExercise = view()

const predicted = view({
  version: 2,
  predict: { ...openedExercise.predict, answer: 'stays' },
  checks: openedExercise.checks.map((check) =>
    check.id === 'copied-2' ? { ...check, verdict: 'pass', live: 'message1', deadlineMs: null } : check,
  ),
})
const stepped = view({
  ...predicted,
  version: 3,
  steps: predicted.steps.map((step, at) => ({ ...step, state: at < 4 ? 'done' : at === 4 ? 'next' : 'later' })),
})

/** One exercise is open; it goes on when a prediction is given and when a step is done. */
export const exerciseAnswers = {
  listExercises: sampleExerciseList,
  openExercise: { byId: { [OPEN]: openedExercise } },
  watchExercise: { newer: [openedExercise] },
  predictExercise: predicted,
  doExerciseStep: stepped,
}
