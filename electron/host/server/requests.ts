import { z } from 'zod'
import { LabError, type RpcFailure } from '../api/errors'
import { isLabFunctionName } from '../api/function-names'
import type { LabFunctionName, LabFunctions } from '../api/functions'
import { hostWords } from '../words/host-words'
import { errorText, failure } from '../words/wording'
import { benchmarkSchemas } from './benchmark-requests'
import { compactionSchemas } from './compaction-requests'
import { consoleSchemas } from './console-requests'
import { exerciseSchemas } from './exercise-requests'
import { gateSchemas } from './gate-requests'
import { inspectRequests } from './inspect-requests'
import { noFunction } from './no-function'
import { cleaningInterest, ioInterest } from './storage-requests'

const TEXT_MAX = 1024 * 1024
const PARTITIONS_MAX = 10_000
const id = z.number().int().min(0).max(2_147_483_647)
const topic = z.string().min(1).max(249)
const text = z.string().max(TEXT_MAX)
const partition = z.number().int().min(0).max(2_147_483_647)
const offset = z.number().int().min(-1).max(Number.MAX_SAFE_INTEGER)
const signal = z.enum(['SIGTERM', 'SIGINT', 'SIGKILL', 'SIGSTOP', 'SIGCONT'])
const byId = z.object({ id })
const withText = z.object({ id, text })
const config = { type: z.enum(['topic', 'broker', 'brokerDefault']), name: z.string().max(249) }
const groupId = z.string().max(32_767)
const partitions = z.array(partition).max(PARTITIONS_MAX)
const pairs = z.record(z.string().max(1000), text)

/** What each function takes. Everything that comes from a page passes through here, whichever door it came by. */
const schemas = {
  ...inspectRequests,
  pull: z.object({
    since: z.number().int().min(0),
    interest: z.object({
      disk: z.object({ brokerId: id, openPartitions: z.array(z.string().max(300)).max(100) }).optional(),
      groups: z.object({ groupId: groupId.nullable() }).optional(),
      topicWork: z.boolean().optional(),
      io: ioInterest.optional(),
      cleaning: cleaningInterest.optional(),
      gates: z.boolean().optional(),
      replication: z.object({ topic, partition }).optional(),
      telemetry: z.boolean(),
    }),
  }),
  startBroker: byId,
  signalBroker: z.object({ id, signal }),
  restartBroker: byId,
  restartAllRolling: z.undefined(),
  addBroker: z.undefined(),
  startCoordination: z.undefined(),
  signalCoordination: z.object({ signal }),
  readServerProperties: byId,
  checkServerProperties: withText,
  writeServerProperties: withText,
  createTopic: z.object({
    topic,
    partitions: z.number().int().min(1).max(10_000),
    replicationFactor: z.number().int().min(1).max(32),
    configs: pairs,
  }),
  deleteTopic: z.object({ topic }),
  addPartitions: z.object({ topic, partitions: z.number().int().min(1).max(10_000) }),
  describeConfigs: z.object(config),
  alterConfigs: z.object({ ...config, changes: z.record(z.string().max(1000), text.nullable()) }),
  produce: z.object({
    topic,
    partition: partition.nullable(),
    key: text.nullable(),
    value: text.nullable(),
    headers: pairs,
    acks: z.union([z.literal(-1), z.literal(0), z.literal(1)]),
    count: z.number().int().min(1).max(10_000),
  }),
  readRecords: z.object({ topic, partition, offset, count: z.number().int().min(1).max(1000) }),
  consumeWithGroup: z.object({
    topic,
    groupId: groupId.min(1),
    count: z.number().int().min(1).max(1000),
    fromBeginning: z.boolean(),
  }),
  resetGroupOffsets: z.object({
    groupId,
    topics: z.array(z.object({ topic, partitions: partitions.nullable() })).max(1000),
    to: z.discriminatedUnion('kind', [
      z.object({ kind: z.literal('earliest') }),
      z.object({ kind: z.literal('latest') }),
      z.object({ kind: z.literal('offset'), offset: offset.min(0) }),
      z.object({ kind: z.literal('shiftBy'), by: z.number().int().refine(Number.isSafeInteger) }),
      z.object({ kind: z.literal('datetime'), timestampMs: z.number().int().min(0).max(Number.MAX_SAFE_INTEGER) }),
    ]),
    dryRun: z.boolean(),
  }),
  deleteGroup: z.object({ groupId }),
  deleteGroupOffsets: z.object({ groupId, topic, partitions: partitions.nullable() }),
  reassign: z.object({
    topic,
    partitions: z
      .array(z.object({ partition, replicas: z.array(id).min(1).max(32) }))
      .min(1)
      .max(PARTITIONS_MAX),
  }),
  cancelReassignment: z.object({ topic, partitions: partitions.min(1) }),
  electLeaders: z.object({ type: z.enum(['preferred', 'unclean']), topic, partitions: partitions.min(1) }),
  deleteRecords: z.object({ topic, partitions: z.array(z.object({ partition, offset })).min(1).max(PARTITIONS_MAX) }),
  logSources: z.undefined(),
  readLog: z.object({
    source: z.string().max(100),
    before: z.number().int().min(1).nullable(),
    count: z.number().int().min(1).max(2000),
    search: z.string().max(1000).nullable(),
  }),
  readTimeline: z.object({ from: z.number().int().min(0), count: z.number().int().min(1).max(2000) }),
  recordingExtent: z.undefined(),
  readRecordingBlock: z.object({ id: z.number().int().min(1) }),
  ...gateSchemas,
  listPresets: z.undefined(),
  applyPreset: z.object({ preset: z.string().max(100) }),
  ...consoleSchemas,
  ...exerciseSchemas,
  ...compactionSchemas,
  ...benchmarkSchemas,
} as const satisfies Record<LabFunctionName, z.ZodType>

/** Checks the request and calls the function. Rejects with a LabError for whatever goes wrong. */
export async function callLab(functions: LabFunctions, name: unknown, request: unknown): Promise<unknown> {
  if (!isLabFunctionName(name)) throw noFunction(name)
  const parsed = schemas[name].safeParse(request ?? undefined)
  if (!parsed.success) throw badRequest(name, parsed.error)
  const call = functions[name] as (request: unknown) => Promise<unknown>
  return call.call(functions, parsed.data)
}

function badRequest(name: string, { issues: [issue] }: z.ZodError): LabError {
  const path = issue?.path.join('.') || 'request'
  return failure('BAD_REQUEST', hostWords.badRequest, { name, path, text: issue?.message ?? null })
}

/** A failure as it crosses a channel. An error of our own making (INTERNAL) keeps its message, for the report about it. */
export function failureOf(error: unknown): RpcFailure {
  if (error instanceof LabError) return error.rpc
  return failure('INTERNAL', hostWords.unexpected, { text: errorText(error) }).rpc
}
