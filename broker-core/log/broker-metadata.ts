import { META_PROPERTIES_FILE } from '../format/file-names'
import { decodeMetaProperties, encodeMetaProperties, type MetaProperties } from '../format/meta-properties'
import { type Disk, DiskError } from '../runtime/disk'
import { LogStartupError } from './log-manager'

export interface StoredBrokerMetadata {
  /** undefined: no directory has a meta.properties yet. */
  metadata: MetaProperties | undefined
  /** Directories whose file could not be read: they start offline. */
  offlineLogDirs: string[]
}

/** Reads meta.properties of every log directory. Throws LogStartupError when they disagree or one is malformed. */
export function readBrokerMetadata(disk: Disk, logDirs: readonly string[]): StoredBrokerMetadata {
  const offlineLogDirs: string[] = []
  let metadata: MetaProperties | undefined
  for (const directory of logDirs) {
    try {
      const found = readOne(disk, directory)
      if (found === undefined) continue
      if (metadata !== undefined) requireEqual(metadata, found, directory)
      metadata = found
    } catch (error) {
      if (!(error instanceof DiskError)) throw error
      offlineLogDirs.push(directory)
    }
  }
  return { metadata, offlineLogDirs }
}

/** Throws LogStartupError when the data belongs to another cluster or broker. `brokerId` -1: not configured, any will do. */
export function checkBrokerMetadata(stored: MetaProperties, expected: { clusterId: string; brokerId: number }): void {
  if (stored.clusterId !== undefined && stored.clusterId !== expected.clusterId) {
    throw new LogStartupError(
      `The Cluster ID ${expected.clusterId} doesn't match stored clusterId ${stored.clusterId} in ${META_PROPERTIES_FILE}. The broker is trying to join the wrong cluster. Configured zookeeper.connect may be wrong.`,
    )
  }
  if (expected.brokerId >= 0 && stored.brokerId >= 0 && stored.brokerId !== expected.brokerId) {
    throw new LogStartupError(
      `Configured broker.id ${expected.brokerId} doesn't match stored broker.id ${stored.brokerId} in ${META_PROPERTIES_FILE}. If you moved your data, make sure your configured broker.id matches. If you intend to create a new broker, you should remove all data in your data directories (log.dirs).`,
    )
  }
}

/** Writes meta.properties into directories that have none or another one. `writtenAt`: text for the comment. Throws DiskError. */
export function writeBrokerMetadata(
  disk: Disk,
  logDirs: readonly string[],
  metadata: { brokerId: number; clusterId: string },
  writtenAt: string,
): void {
  for (const directory of logDirs) {
    const stored = readOne(disk, directory)
    if (stored?.brokerId === metadata.brokerId && stored.clusterId === metadata.clusterId) continue
    disk.replaceSync(`${directory}/${META_PROPERTIES_FILE}`, encodeMetaProperties(metadata, writtenAt))
  }
}

function readOne(disk: Disk, directory: string): MetaProperties | undefined {
  const path = `${directory}/${META_PROPERTIES_FILE}`
  if (disk.stat(path) === undefined) return undefined
  const content = disk.readWhole(path)
  try {
    return decodeMetaProperties(content)
  } catch (error) {
    throw new LogStartupError(`${path}: ${error instanceof Error ? error.message : String(error)}`, error)
  }
}

function requireEqual(one: MetaProperties, other: MetaProperties, directory: string): void {
  if (one.brokerId === other.brokerId && one.clusterId === other.clusterId) return
  throw new LogStartupError(
    `BrokerMetadata is not consistent across log.dirs: ${directory} has broker.id=${other.brokerId}, cluster.id=${other.clusterId}, another has broker.id=${one.brokerId}, cluster.id=${one.clusterId}. Brokers may have shared a directory, or data was copied from another broker.`,
  )
}
