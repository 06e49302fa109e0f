import type { Cluster } from './cluster/cluster'
import { GateDesk } from './gates/gate-desk'
import type { Timeline } from './timeline/timeline'

/** The gates of a lab: on its brokers, told in its timeline. */
export function openGates(cluster: Cluster, timeline: Timeline, changed: () => void): GateDesk {
  return new GateDesk({
    brokers: () =>
      [...cluster.brokers.values()].map(({ id, process }) => ({
        id,
        live: process.live,
        send: (message) => process.send(message),
      })),
    changed,
    happened: (kind, text) => timeline.append({ source: 'lab', kind, text }),
  })
}
