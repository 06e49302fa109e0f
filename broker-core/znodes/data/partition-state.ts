import { encodeJson, JsonFields } from '../json'
import { partitionStatePath } from '../paths'
import type { PartitionState } from '../types'

/** `/brokers/topics/T/partitions/P/state`: `{"controller_epoch":1,"leader":2,"version":1,"leader_epoch":0,"isr":[2,1]}`. */
export function encodePartitionState(state: Omit<PartitionState, 'zkVersion'>): Buffer {
  return encodeJson({
    controller_epoch: state.controllerEpoch,
    leader: state.leader,
    version: 1,
    leader_epoch: state.leaderEpoch,
    isr: state.isr,
  })
}

/** `zkVersion` is the dataVersion of the Stat read with the data. Throws MalformedZnodeError. */
export function decodePartitionState(
  topic: string,
  partition: number,
  data: Buffer | null,
  zkVersion: number,
): PartitionState {
  const fields = JsonFields.of(partitionStatePath(topic, partition), data)
  return {
    leader: fields.integer('leader'),
    leaderEpoch: fields.integer('leader_epoch'),
    isr: fields.integers('isr'),
    controllerEpoch: fields.integer('controller_epoch'),
    zkVersion,
  }
}
