import { z } from 'zod'

/** JSON that may hold `${name}` for what an earlier step found out. */
const scalar = z.union([z.string(), z.number(), z.boolean(), z.null()])
const value = z.union([scalar, z.array(scalar)])
const duration = z.number().int().min(0).max(600_000)
const name = z.string().regex(/^[a-z][A-Za-z0-9-]*$/)

/** A verb or fact by name; the loader checks the name, and what stands beside it by that one's own schema. */
export const actionSchema = z.looseObject({ verb: z.string() })
export const factCallSchema = z.looseObject({ fact: z.string() })

export const expectSchema = z
  .strictObject({
    equals: value,
    not: value,
    atLeast: z.union([z.number(), z.string()]),
    atMost: z.union([z.number(), z.string()]),
    includes: scalar,
    excludes: scalar,
    matches: z.string(),
  })
  .partial()
  .refine((given) => Object.keys(given).length > 0, 'an expectation names what it expects')

export const checkSchema = z.strictObject({
  id: name,
  after: name,
  fact: factCallSchema,
  expect: expectSchema,
  /** `becomes`: within the time; `stays`: as soon as every broker has reported after the step, and then it is decided. */
  mode: z.enum(['becomes', 'stays']).default('becomes'),
  withinMs: duration.default(15_000),
})

/** A cell on the page: of a replica, of the partition (every lane has it), or a partition's line in a checkpoint file of a broker. */
const watchSchema = z
  .string()
  .regex(
    /^(replica:[^:]+:[^:]+:(logEndOffset|highWatermark|acknowledged|leaderEpoch|segmentCount|logStartOffset)|partition:[^:]+:(leader|leaderEpoch|isr)|file:[^:]+:[^:]+:(replication-offset|leader-epoch)-checkpoint)$/,
    'no cell of the page: replica:TOPIC-PARTITION:BROKER:FIELD, partition:TOPIC-PARTITION:FIELD or file:TOPIC-PARTITION:BROKER:FILE',
  )

export const stepSchema = z.strictObject({
  id: name,
  do: z.array(actionSchema).min(1),
  /** The cells that it changes. */
  watch: z.array(watchSchema).default([]),
  /** It waits for the answers to the exercise's questions. */
  asks: z.boolean().default(false),
  /** Nobody can do it in the console instead. */
  onlyHere: z.boolean().default(false),
})

/** A run that is spoiled on purpose: which part, and which checks must then fail. */
export const sabotageSchema = z.strictObject({
  id: name,
  skipSteps: z.array(name).default([]),
  settings: z.record(z.string(), z.string()).default({}),
  before: z.record(name, z.array(actionSchema)).default({}),
  /** After the step is done, before its checks are read. */
  after: z.record(name, z.array(actionSchema)).default({}),
  replace: z.record(name, z.array(actionSchema)).default({}),
  fails: z.array(name).min(1),
})

/** A table of what was measured. The cell of row R and column C is the variable `R-C`, known once a step has found it out. */
export const measurementsSchema = z.strictObject({
  rows: z.array(name).min(1),
  columns: z
    .array(
      z.strictObject({
        id: name,
        unit: z.enum(['ms', 'bytes', 'count', 'yesNo']),
        charted: z.boolean().default(false),
      }),
    )
    .min(1),
})

export const exerciseSchema = z.strictObject({
  number: z.number().int().min(1),
  id: name,
  engines: z.array(z.enum(['builtin', 'apache'])).min(1),
  minutes: z.number().int().min(1),
  figures: z.array(z.string()).default([]),
  needsGates: z.boolean().default(false),
  brokers: z.number().int().min(1).max(5).default(3),
  settings: z.record(z.string(), z.string()).default({}),
  topics: z.array(z.string()).default([]),
  shows: z.strictObject({ topicPartition: z.string(), brokerFiles: z.array(z.string()).default([]) }).nullable(),
  setUp: z.array(actionSchema).default([]),
  predict: z.strictObject({ answer: name, options: z.array(name).min(2) }),
  /** Asked of the reader at the step that asks. `options` null: a number, or none. */
  questions: z.array(z.strictObject({ id: name, options: z.array(z.string()).min(2).nullable() })).default([]),
  steps: z.array(stepSchema).min(1).max(8),
  checks: z.array(checkSchema).min(1),
  measurements: measurementsSchema.nullable().default(null),
  references: z.strictObject({
    settings: z.array(z.string()).default([]),
    kips: z.array(z.string()).default([]),
    files: z.array(z.string()).default([]),
  }),
  sabotages: z.array(sabotageSchema).min(1),
})

const sentence = z.string().min(1)
export const textSchema = z.strictObject({
  title: sentence,
  question: sentence,
  setUp: sentence,
  predict: z.strictObject({ question: sentence, options: z.record(name, sentence) }),
  /** First where to look, then what to think of; the solution comes after both. */
  hints: z.tuple(
    [sentence, sentence],
    'two hints: where to look, then what to think of; both in English and in Korean',
  ),
  steps: z.record(name, z.strictObject({ text: sentence, look: sentence })),
  checks: z.record(name, sentence),
  /** Where the exercise measures. */
  measurements: z
    .strictObject({ title: sentence, rows: z.record(name, sentence), columns: z.record(name, sentence) })
    .optional(),
  /** Options that are numbers speak for themselves. */
  questions: z
    .record(name, z.strictObject({ question: sentence, options: z.record(z.string(), sentence) }))
    .default({}),
  solution: sentence,
  explain: sentence,
})

export type ExerciseData = z.infer<typeof exerciseSchema>
export type ExerciseText = z.infer<typeof textSchema>
export type Action = z.infer<typeof actionSchema>
export type FactCall = z.infer<typeof factCallSchema>
export type Expectation = z.infer<typeof expectSchema>
export type CheckData = z.infer<typeof checkSchema>
export type Sabotage = z.infer<typeof sabotageSchema>
