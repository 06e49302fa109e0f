import { CheckpointError } from '../format/checkpoint-lines'
import { PARTITION_METADATA_FILE } from '../format/file-names'
import { decodePartitionMetadata, encodePartitionMetadata } from '../format/partition-metadata'
import type { LogContext } from './log-context'
import type { LogCore } from './log-core'

function pathIn(directory: string): string {
  return `${directory}/${PARTITION_METADATA_FILE}`
}

/**
 * The topic id that a log's directory was made for; undefined: none. Where topics have no ids (protocol below 2.8) the file goes, so
 * that a later upgrade does not meet an id of long ago. Throws CheckpointError when it is malformed.
 */
export function loadTopicId({ runtime: { disk }, directory, options }: LogContext): string | undefined {
  const path = pathIn(directory)
  if (disk.stat(path) === undefined) return undefined
  if (options.keepTopicIds === false) {
    disk.removeSync(path)
    return undefined
  }
  try {
    return decodePartitionMetadata(disk.readWhole(path)).topicId
  } catch (error) {
    throw error instanceof CheckpointError ? new CheckpointError(`${path}: ${error.message}`) : error
  }
}

/**
 * Gives a log its topic's id. The file follows in the background, with fsync: lost in a crash it is written again with the next
 * LeaderAndIsr. Throws when the log has another id, which the caller must have excluded.
 */
export function assignTopicId(core: LogCore, topicId: string): void {
  const { context } = core
  if (core.topicId === topicId || context.options.keepTopicIds === false) return
  if (core.topicId !== undefined) {
    throw new Error(`${context.name} has topic id ${core.topicId} and cannot get ${topicId}`)
  }
  core.topicId = topicId
  context.runtime.disk.replace(pathIn(context.directory), encodePartitionMetadata(topicId)).catch((error: unknown) => {
    // Tells that the directory failed, unless the log was closed or renamed for deletion meanwhile and needs no file.
    core.translate('writing the topic id of', error)
  })
}
