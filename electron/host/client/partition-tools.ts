/** The same as a line for Kafka's own tools, with the file that the line names. */
export interface ToolLine {
  command: string
  file: string
}

export function reassignTool(
  bootstrap: string,
  topic: string,
  partitions: readonly { partition: number; replicas: readonly number[] }[],
  what: 'execute' | 'cancel',
): ToolLine {
  const moves = partitions.map(({ partition, replicas }) => ({ topic, partition, replicas }))
  return {
    command: `kafka-reassign-partitions.sh --bootstrap-server ${bootstrap} --reassignment-json-file reassignment.json --${what}`,
    file: JSON.stringify({ version: 1, partitions: moves }),
  }
}

export function deleteRecordsTool(
  bootstrap: string,
  topic: string,
  partitions: readonly { partition: number; offset: number }[],
): ToolLine {
  const offsets = partitions.map(({ partition, offset }) => ({ topic, partition, offset }))
  return {
    command: `kafka-delete-records.sh --bootstrap-server ${bootstrap} --offset-json-file delete-records.json`,
    file: JSON.stringify({ partitions: offsets, version: 1 }),
  }
}

/** One partition is named in the line; several stand in a file. */
export function electionTool(
  bootstrap: string,
  type: 'preferred' | 'unclean',
  topic: string,
  partitions: readonly number[],
): ToolLine {
  const tool = `kafka-leader-election.sh --bootstrap-server ${bootstrap} --election-type ${type}`
  if (partitions.length === 1) return { command: `${tool} --topic ${topic} --partition ${partitions[0]}`, file: '' }
  return {
    command: `${tool} --path-to-json-file election.json`,
    file: JSON.stringify({ partitions: partitions.map((partition) => ({ topic, partition })) }),
  }
}
