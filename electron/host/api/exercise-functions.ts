/** Exercises: what the page and the command line see of them. Texts come in every language at once, so that switching is live. */

export type ExerciseLanguage = 'en' | 'ko'
export type InBothLanguages = Record<ExerciseLanguage, string>

export interface ExerciseSummaryView {
  id: string
  number: number
  title: InBothLanguages
  question: InBothLanguages
  /** Of the book: `4-4`; empty where it has none. */
  figures: string[]
  minutes: number
  /** Needs gates: runs on this lab's own brokers alone. */
  needsGates: boolean
  progress: 'new' | 'begun' | 'passed'
}

export interface ExerciseStepView {
  id: string
  text: InBothLanguages
  /** What there is to see when it is done. */
  look: InBothLanguages
  /** The commands it stands for, as they are before and as they were when it was done; a line that begins with `#` says what no command does. */
  commands: InBothLanguages[]
  state: 'later' | 'next' | 'running' | 'done' | 'failed'
  /** What it answered, or why it could not be done; empty before. */
  output: InBothLanguages[]
  /** Cells that will change: `replica:TOPIC-PARTITION:BROKER:FIELD`. */
  watch: string[]
  /** It waits for answers to the questions. */
  asks: boolean
  /** Nobody can do it in the console instead. */
  onlyHere: boolean
}

export interface ExerciseEvidence {
  text: InBothLanguages
  /** A file of a broker, absolute. */
  path?: string
  line?: number
  /** Of the timeline. */
  eventSeq?: number
}

export interface ExerciseCheckView {
  id: string
  afterStep: string
  sentence: InBothLanguages
  verdict: 'pass' | 'notYet' | 'fail'
  /** null: not read yet. */
  live: string | null
  expected: string
  evidence: ExerciseEvidence | null
  /** While not yet: until when it may still become true, wall clock; null before its step. */
  deadlineMs: number | null
}

export interface ExerciseSettingView {
  key: string
  value: string
  kafkaDefault: string | null
}

/** What was measured, a row for each way of doing it. A cell is null until its step has found it out. */
export interface ExerciseMeasurementsView {
  title: InBothLanguages
  columns: { id: string; label: InBothLanguages; unit: 'ms' | 'bytes' | 'count' | 'yesNo'; charted: boolean }[]
  rows: { id: string; label: InBothLanguages; cells: (number | boolean | null)[] }[]
}

export interface ExerciseQuestionView {
  id: string
  question: InBothLanguages
  /** null: a number, or `none`. */
  options: { id: string; text: InBothLanguages }[] | null
  given: string | null
}

export interface ExerciseView {
  id: string
  number: number
  title: InBothLanguages
  question: InBothLanguages
  figures: string[]
  minutes: number
  engines: string[]
  setUpText: InBothLanguages
  settings: ExerciseSettingView[]
  /** Partition the picture is about, `TOPIC-PARTITION`; null: none. */
  shows: { topicPartition: string; brokerFiles: string[] } | null
  predict: {
    question: InBothLanguages
    options: { id: string; text: InBothLanguages; right: boolean | null }[]
    answer: string | null
  }
  phase: 'question' | 'settingUp' | 'ready' | 'running' | 'finished' | 'broken'
  /** What set-up does now, or why it failed. */
  phaseDetail: InBothLanguages | null
  steps: ExerciseStepView[]
  checks: ExerciseCheckView[]
  /** null: the exercise measures nothing. */
  measurements: ExerciseMeasurementsView | null
  /** What the step that asks wants to know; empty in most exercises. Which answer is right is told by checks, after it. */
  questions: ExerciseQuestionView[]
  /** First where to look, then what to think of. */
  hints: InBothLanguages[]
  solution: InBothLanguages
  explain: InBothLanguages
  references: { settings: string[]; kips: string[]; files: string[] }
  /** Grows with every change. */
  version: number
}

export interface ExerciseFunctions {
  listExercises(): Promise<ExerciseSummaryView[]>
  /** One exercise is open in a lab at a time; opening another one leaves the first. Changes nothing in the cluster. */
  openExercise(request: { id: string }): Promise<ExerciseView>
  /** Resolves as soon as its version is above `after`; after 20 s with what it is. */
  watchExercise(request: { id: string; after: number }): Promise<ExerciseView>
  /** Starts all brokers, writes the settings (with a restart where they differ), makes the topics. Undoes what an earlier run of it left. */
  setUpExercise(request: { id: string }): Promise<ExerciseView>
  predictExercise(request: { id: string; answer: string }): Promise<ExerciseView>
  /** `byHand`: the reader has done it another way, with the console for example; only its checks are begun. */
  answerExercise(request: { id: string; question: string; answer: string }): Promise<ExerciseView>
  doExerciseStep(request: { id: string; step: string; byHand: boolean }): Promise<ExerciseView>
  /** Sets up anew and does every step before this one; null: before the first. */
  resetExercise(request: { id: string; step: string | null }): Promise<ExerciseView>
  /** Ends what it left running and gives the brokers their settings back. */
  leaveExercise(request: { id: string }): Promise<void>
  exportExercise(request: {
    id: string
    format: 'json' | 'markdown'
    language: ExerciseLanguage
  }): Promise<{ fileName: string; text: string }>
}
