import type { JobProgress } from '../api/inspect-views'
import { shellWord } from '../api/tool-lines'
import type { PartitionWhatIf, WhatIfResult, WhatIfSettings } from '../api/what-if-views'
import { listDirectory, openDirectory } from '../inspect/directory-listing'
import { chosenPartitions } from '../inspect/inspect-directory'
import { totals, whatIf } from './what-if'

/** A directory, or some of its partitions. */
export interface WhatIfPart {
  path: string
  brokerId: number | null
  topic?: string | undefined
  partition?: number | undefined
}

export interface WhatIfJob {
  parts: readonly WhatIfPart[]
  settings: WhatIfSettings
  highWatermarkOf?: ((topic: string, partition: number) => number | undefined) | undefined
}

/** 5.6 million keys: the lab's own memory is asked for them. */
const MAP_BYTES_MAX = 128 * 1024 * 1024
/** A page shows these; the totals count all. */
const PARTITIONS_SHOWN_MAX = 1000

export const emptyWhatIf = (parts: readonly WhatIfPart[]): WhatIfResult => ({
  directories: directoriesOf(parts),
  settings: null,
  partitions: [],
  total: totals([]),
})

/** Asks directory after directory; what is known is told after each partition, and bytes on the way. */
export async function runWhatIf(
  { parts, settings, highWatermarkOf }: WhatIfJob,
  control: { signal: AbortSignal; tell(progress: JobProgress, result: WhatIfResult): void },
): Promise<WhatIfResult> {
  const partitions: PartitionWhatIf[] = []
  const result = (): WhatIfResult => ({
    directories: directoriesOf(parts),
    settings,
    partitions: partitions.slice(0, PARTITIONS_SHOWN_MAX),
    total: totals(partitions),
  })
  // Headers once; a cleaning reads the dirty part for its map and all of it to copy.
  const totalBytes = (await logBytesOf(parts)) * (settings.compact ? 3 : 1)
  const progress = { name: '', readBytes: 0, totalBytes }
  let toldBytes = 0
  for (const { path, topic, partition } of parts)
    await whatIf(path, settings, {
      topic,
      partition,
      mapBytesMax: MAP_BYTES_MAX,
      signal: control.signal,
      highWatermarkOf,
      onBytes: (name, bytes) => {
        progress.name = name
        progress.readBytes += bytes
        if (progress.readBytes - toldBytes < TELL_BYTES) return
        toldBytes = progress.readBytes
        control.tell({ ...progress }, result())
      },
      onJudged: (outcome) => {
        partitions.push(outcome)
        control.tell({ ...progress }, result())
      },
    })
  return result()
}

const TELL_BYTES = 16 * 1024 * 1024

async function logBytesOf(parts: readonly WhatIfPart[]): Promise<number> {
  let bytes = 0
  for (const { path, topic, partition } of parts)
    for (const folder of chosenPartitions(await openDirectory(path), { topic, partition })) {
      const { files } = await listDirectory(folder.path)
      for (const { role, sizeBytes } of files) if (role === 'log') bytes += sizeBytes
    }
  return bytes
}

function directoriesOf(parts: readonly WhatIfPart[]): WhatIfResult['directories'] {
  const byPath = new Map(parts.map(({ path, brokerId }) => [path, { path, brokerId }]))
  return [...byPath.values()]
}

/** The same questions at a terminal. */
export function whatIfCommands(
  parts: readonly WhatIfPart[],
  settings: readonly (readonly [string, string])[],
): string[] {
  const asked = settings.map(([key, value]) => ` --what-if ${key}=${value}`).join('')
  const lines = parts.map(({ path, topic, partition }) => {
    const scope =
      (topic === undefined ? '' : ` --topic ${topic}`) + (partition === undefined ? '' : ` --partition ${partition}`)
    return `highwater inspect ${shellWord(path)}${scope}${asked}`
  })
  return [...new Set(lines)]
}
