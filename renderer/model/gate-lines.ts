import type { GateTarget } from '../../electron/host/api/gate-functions'

/** No Kafka tool holds a fetch: the line says in a comment what the button does. */
export function gateLine(what: 'hold' | 'step' | 'release', gate: GateTarget): string {
  switch (gate.kind) {
    case 'truncation':
      return `# ${what}: broker ${gate.brokerId} agrees with the leader of ${gate.topic}-${gate.partition} where to cut its log`
    case 'fetchRequest':
      return `# ${what}: broker ${gate.brokerId} sends its next fetch of ${gate.topic}-${gate.partition}`
    case 'fetchResponse':
      return `# ${what}: broker ${gate.brokerId} takes over the answer to its fetch of ${gate.topic}-${gate.partition}`
    case 'highWatermarkCheckpoint':
      return `# ${what}: broker ${gate.brokerId} writes replication-offset-checkpoint`
    case 'controllerPropagation':
      return `# ${what}: the controller tells the brokers what it has written`
    case 'traffic':
      return `# ${what}: traffic between brokers ${gate.brokers.join(' and ')}`
  }
}
