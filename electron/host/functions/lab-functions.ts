import type { ConsoleFunctions } from '../api/console-functions'
import type { ExerciseFunctions } from '../api/exercise-functions'
import type { LabFunctions } from '../api/functions'
import type { RecordingFunctions } from '../api/recording-functions'
import type { LabSession } from '../lab-session'
import { readLogWindow, sizeOf } from '../logs/log-reader'
import type { UpdateClient } from '../updates/update-client'
import { clusterWords } from '../words/cluster-words'
import { names } from '../words/names'
import { failure } from '../words/wording'
import { benchmarkFunctions } from './benchmark-functions'
import { brokerFunctions } from './broker-functions'
import { compactionFunctions } from './compaction-functions'
import { dataFunctions } from './data-functions'
import { gateFunctions } from './gate-functions'
import { groupFunctions } from './group-functions'
import { inspectFunctions } from './inspect-functions'
import { partitionFunctions } from './partition-functions'
import { presetFunctions } from './preset-functions'
import { propertiesFunctions } from './properties-functions'

const TIMELINE_COUNT_MAX = 2000
const LOG_COUNT_MAX = 2000

/** The contract, answered by an open lab, for one page. */
export function labFunctions(
  session: LabSession,
  client: UpdateClient,
): Omit<LabFunctions, keyof (ConsoleFunctions & ExerciseFunctions & RecordingFunctions)> {
  return {
    pull: (request) => client.pull(request).finally(session.gates.asked(client, request.interest)),
    ...brokerFunctions(session),
    ...propertiesFunctions(session),
    ...dataFunctions(session),
    ...groupFunctions(session),
    ...gateFunctions(session, client),
    ...presetFunctions(session),
    ...partitionFunctions(session),
    ...inspectFunctions(session),
    ...compactionFunctions(session),
    ...benchmarkFunctions(session),
    logSources: () =>
      Promise.all(
        session.logPaths().map(async ({ source, path }) => ({ source, path, sizeBytes: await sizeOf(path) })),
      ),
    readLog: ({ source, before, count, search }) => {
      const found = session.logPaths().find((log) => log.source === source)
      if (!found) throw failure('NOT_FOUND', clusterWords.noLog, { source: names.process(source) })
      return readLogWindow(found.path, { before, count: Math.min(count, LOG_COUNT_MAX), search })
    },
    readTimeline: async ({ from, count }) => ({
      events: session.timeline.from(from, Math.min(count, TIMELINE_COUNT_MAX)),
      start: session.timeline.start,
      end: session.timeline.end,
    }),
  }
}
