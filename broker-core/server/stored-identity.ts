import { decodeMetaProperties, encodeMetaProperties, type MetaProperties } from '../format/meta-properties'
import { type Disk, DiskError } from '../runtime/disk'
import { StartupError } from './startup-error'

export interface StoredIdentity {
  brokerId: number | undefined
  clusterId: string | undefined
  /** Directories that could not be read: they start offline. */
  failedLogDirs: string[]
  /** Directories without meta.properties, to be written once the broker is registered. */
  unmarkedLogDirs: string[]
}

const META_PROPERTIES = 'meta.properties'

/** Whose the log directories are, by their meta.properties. Directories of different brokers or clusters stop the start. */
export function readStoredIdentity(disk: Disk, logDirs: readonly string[]): StoredIdentity {
  const identity: StoredIdentity = {
    brokerId: undefined,
    clusterId: undefined,
    failedLogDirs: [],
    unmarkedLogDirs: [],
  }
  const from: { dir: string; properties: MetaProperties }[] = []
  for (const dir of logDirs) {
    const path = `${dir}/${META_PROPERTIES}`
    try {
      disk.makeDirectory(dir)
      if (disk.stat(path) === undefined) identity.unmarkedLogDirs.push(dir)
      else from.push({ dir, properties: decodeMetaProperties(disk.readWhole(path)) })
    } catch (error) {
      if (!(error instanceof DiskError)) throw new StartupError(`${path}: ${(error as Error).message}`, error)
      identity.failedLogDirs.push(dir)
    }
  }
  for (const { dir, properties } of from) {
    if (properties.brokerId >= 0) {
      identity.brokerId ??= properties.brokerId
      if (properties.brokerId !== identity.brokerId) {
        throw new StartupError(
          `${dir}/${META_PROPERTIES} belongs to broker ${properties.brokerId}, another log directory to broker ${identity.brokerId}: give each broker log.dirs of its own`,
        )
      }
    }
    if (properties.clusterId !== undefined) {
      identity.clusterId ??= properties.clusterId
      if (properties.clusterId !== identity.clusterId) {
        throw new StartupError(
          `${dir}/${META_PROPERTIES} belongs to cluster ${properties.clusterId}, another log directory to cluster ${identity.clusterId}`,
        )
      }
    }
  }
  return identity
}

/** Marks directories as this broker's. A failing one is returned: it goes offline like any other disk failure. */
export function writeIdentity(
  disk: Disk,
  logDirs: readonly string[],
  identity: { brokerId: number; clusterId: string },
  writtenAt: string,
): { dir: string; error: DiskError }[] {
  const failed: { dir: string; error: DiskError }[] = []
  for (const dir of logDirs) {
    try {
      disk.replaceSync(`${dir}/${META_PROPERTIES}`, encodeMetaProperties(identity, writtenAt))
    } catch (error) {
      if (!(error instanceof DiskError)) throw error
      failed.push({ dir, error })
    }
  }
  return failed
}
