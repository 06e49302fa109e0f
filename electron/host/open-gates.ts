import type { Cluster } from './cluster/cluster'
import { GateDesk } from './gates/gate-desk'
import { gateFacts } from './gates/gate-target'
import type { NewEvent } from './timeline/timeline'

/** The gates of a lab: on its brokers, told in its timeline. */
export function openGates(cluster: Cluster, happened: (event: NewEvent) => void, changed: () => void): GateDesk {
  return new GateDesk({
    brokers: () =>
      [...cluster.brokers.values()].map(({ id, process }) => ({
        id,
        live: process.live,
        send: (message) => process.send(message),
      })),
    changed,
    happened: (kind, text, gate) => happened({ source: 'lab', kind, text, ...gateFacts(gate) }),
  })
}
