import type { GateTarget } from '../../electron/host/api/gate-functions'

export type GateVerb = 'hold' | 'step' | 'giveUp' | 'release'

/** No Kafka tool holds a fetch: a comment line says what a button does. `key`: of `replication.gateLine`. */
export function gateLine(gate: GateTarget): { key: GateTarget['kind']; values: Record<string, string | number> } {
  switch (gate.kind) {
    case 'truncation':
    case 'fetchRequest':
    case 'fetchResponse':
      return { key: gate.kind, values: { id: gate.brokerId, name: `${gate.topic}-${gate.partition}` } }
    case 'highWatermarkCheckpoint':
      return { key: gate.kind, values: { id: gate.brokerId } }
    case 'controllerPropagation':
      return { key: gate.kind, values: {} }
    case 'traffic':
      return { key: gate.kind, values: { one: gate.brokers[0], other: gate.brokers[1] } }
  }
}
