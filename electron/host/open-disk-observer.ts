import type { Cluster } from './cluster/cluster'
import { parsePropertiesText } from './cluster/properties-text'
import type { ChangeCauses } from './disk/change-causes'
import { DiskObserver } from './disk/observer'

export interface DiskPlaces {
  cluster: Cluster
  folder: { readProperties(id: number): string | undefined }
  logDirs(id: number): string[]
}

/** The directories of a lab's brokers, for one page. */
export function openDiskObserver(lab: DiskPlaces, causes: ChangeCauses, changed: () => void): DiskObserver {
  return new DiskObserver({
    changed,
    causes,
    logDirs: (id) => (lab.cluster.brokers.has(id) ? lab.logDirs(id) : null),
    broker: (id) => lab.cluster.brokers.get(id)?.reports ?? null,
    setting: (id, key) => parsePropertiesText(lab.folder.readProperties(id) ?? '').get(key),
  })
}
