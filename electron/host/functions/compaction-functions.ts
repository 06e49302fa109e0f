import type { CompactionFunctions } from '../api/compaction-functions'
import type { WhatIfSource } from '../api/what-if-views'
import { describe } from '../client/config-admin'
import { highWatermarkOf, leadingReplicas } from '../cluster/replica-places'
import type { LabSession } from '../lab-session'
import { isTakenForGranted, topicSettingNames, whatIfSettings } from '../what-if/settings'
import { emptyWhatIf, runWhatIf, type WhatIfPart, whatIfCommands } from '../what-if/what-if-job'
import { inspectWords } from '../words/inspect-words'
import { failure } from '../words/wording'

/** Before and after a cleaning, and what settings would do. */
export function compactionFunctions(session: LabSession): CompactionFunctions {
  const { keyPictures, whatIfJobs, inspector } = session

  const topicParts = (topic: string, partition: number | null): WhatIfPart[] => {
    const parts = leadingReplicas(session.cluster, topic)
      .filter((replica) => partition === null || replica.partition === partition)
      .map(({ brokerId, logDir, partition }) => ({ path: logDir, brokerId, topic, partition }))
    if (parts.length > 0) return parts
    const name = partition === null ? topic : `${topic}-${partition}`
    throw failure('NOT_FOUND', inspectWords.noReplicaTold, { name })
  }

  const partsOf = (source: WhatIfSource): WhatIfPart[] => {
    if (source.kind === 'topic') return topicParts(source.topic, source.partition)
    const { directory, topic, partition } = source
    const path = inspector.opened.path(directory)
    return [{ path, brokerId: null, topic: topic ?? undefined, partition: partition ?? undefined }]
  }

  /** A live topic's own settings stand in for those that were not given. */
  const settingsOf = async (source: WhatIfSource, given: Record<string, string>): Promise<[string, string][]> => {
    if (source.kind === 'directory') return Object.entries(given)
    const entries = await describe(session.client, { type: 'topic', name: source.topic })
    const own = entries.flatMap(({ name, value }): [string, string][] =>
      topicSettingNames.includes(name) && value !== null && !isTakenForGranted(name, value) ? [[name, value]] : [],
    )
    return [...own.filter(([name]) => !(name in given)), ...Object.entries(given)]
  }

  return {
    keyPicture: ({ since, ...replica }) => keyPictures.follow(replica, since),
    whatIfStart: async ({ source, settings: given }) => {
      whatIfSettings(Object.entries(given))
      const parts = partsOf(source)
      const pairs = await settingsOf(source, given)
      const settings = whatIfSettings(pairs)
      const highWatermark = source.kind === 'topic' ? highWatermarkOf(session.cluster) : undefined
      const started = whatIfJobs.start(emptyWhatIf(parts), (control) =>
        runWhatIf({ parts, settings, highWatermarkOf: highWatermark }, control),
      )
      return { ...started, commands: whatIfCommands(parts, pairs) }
    },
    whatIfFollow: ({ job, since }) => whatIfJobs.follow(job, since),
    whatIfCancel: async ({ job }) => whatIfJobs.cancel(job),
  }
}
