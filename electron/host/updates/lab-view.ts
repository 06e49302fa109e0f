import { contract } from '../api/contract'
import type { LabView } from '../api/views'
import type { Cluster } from '../cluster/cluster'
import type { LabFile } from '../cluster/lab-folder'

/** Which lab it is. */
export const labIdentity = (
  lab: LabFile,
  dir: string,
): Pick<LabView, 'name' | 'dir' | 'engine' | 'preset' | 'contract'> => ({
  name: lab.name,
  dir,
  engine: 'builtin',
  preset: lab.preset ?? 'desk',
  contract,
})

/** What the brokers that run say of their cluster. */
export function clusterFacts(cluster: Cluster): Pick<LabView, 'clusterId' | 'controllerId'> {
  const live = [...cluster.brokers.values()].filter(({ process }) => process.live)
  const told = live.flatMap(({ reports }) => reports.metadata ?? [])
  return {
    clusterId: told[0]?.clusterId ?? null,
    controllerId: live.find(({ reports }) => reports.last?.isController)?.id ?? null,
  }
}
