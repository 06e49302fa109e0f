import { KafkaToolError } from './kafka-error'

/** `1:2,2:3`: the brokers of partition 0, of partition 1, … Throws as kafka-topics.sh does. Pure. */
export function replicaAssignment(text: string): { partitionIndex: number; brokerIds: number[] }[] {
  const partitions = text.split(',').map((replicas, partitionIndex) => {
    const brokerIds = replicas.split(':').map((id) => {
      const number = Number(id.trim())
      if (!/^\d+$/.test(id.trim()))
        throw new KafkaToolError('java.lang.NumberFormatException', `For input string: "${id.trim()}"`)
      return number
    })
    const twice = brokerIds.filter((id, at) => brokerIds.indexOf(id) !== at)
    if (twice.length > 0)
      throw new KafkaToolError(
        'kafka.common.AdminCommandFailedException',
        `Partition replica lists may not contain duplicate entries: ${[...new Set(twice)].join(',')}`,
      )
    return { partitionIndex, brokerIds }
  })
  const uneven = partitions.find(({ brokerIds }) => brokerIds.length !== partitions[0]!.brokerIds.length)
  if (uneven)
    throw new KafkaToolError(
      'kafka.admin.AdminOperationException',
      `Partition ${uneven.partitionIndex} has different replication factor: [I@${uneven.brokerIds.join(',')}`,
    )
  return partitions
}
