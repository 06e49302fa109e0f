import type { BrokerSignal } from '../../electron/host/api/functions'

const signalWords: Record<BrokerSignal, string> = {
  SIGTERM: '-TERM',
  SIGINT: '-INT',
  SIGKILL: '-9',
  SIGSTOP: '-STOP',
  SIGCONT: '-CONT',
}

/** A word as a shell takes it. */
export function shellWord(text: string): string {
  return /^[A-Za-z0-9_@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`
}

export const signalCommand = (signal: BrokerSignal, pid: number | null) => `kill ${signalWords[signal]} ${pid ?? '-'}`

export const startCommand = (propertiesPath: string) => `kafka-server-start.sh ${shellWord(propertiesPath)}`

export const restartCommand = (pid: number | null, propertiesPath: string) =>
  `${signalCommand('SIGTERM', pid)} && ${startCommand(propertiesPath)}`

const topics = (bootstrap: string) => `kafka-topics.sh --bootstrap-server ${bootstrap}`

export interface NewTopic {
  topic: string
  partitions: number
  replicationFactor: number
  configs: Record<string, string>
}

export function createTopicCommand(bootstrap: string, topic: NewTopic): string {
  const configs = Object.entries(topic.configs).map(([key, value]) => ` --config ${shellWord(`${key}=${value}`)}`)
  const size = `--partitions ${topic.partitions} --replication-factor ${topic.replicationFactor}`
  return `${topics(bootstrap)} --create --topic ${shellWord(topic.topic)} ${size}${configs.join('')}`
}

export const deleteTopicCommand = (bootstrap: string, topic: string) =>
  `${topics(bootstrap)} --delete --topic ${shellWord(topic)}`

export const addPartitionsCommand = (bootstrap: string, topic: string, partitions: number) =>
  `${topics(bootstrap)} --alter --topic ${shellWord(topic)} --partitions ${partitions}`

export interface ConfigTarget {
  type: 'topic' | 'broker' | 'brokerDefault'
  name: string
}

export function alterConfigsCommand(
  bootstrap: string,
  target: ConfigTarget,
  changes: Record<string, string | null>,
): string {
  const entity =
    target.type === 'brokerDefault'
      ? '--entity-type brokers --entity-default'
      : `--entity-type ${target.type}s --entity-name ${shellWord(target.name)}`
  const set = Object.entries(changes).filter((change): change is [string, string] => change[1] !== null)
  const removed = Object.keys(changes).filter((key) => changes[key] === null)
  const add = set.length
    ? ` --add-config ${shellWord(set.map(([key, value]) => `${key}=${configValue(value)}`).join(','))}`
    : ''
  const remove = removed.length ? ` --delete-config ${removed.join(',')}` : ''
  return `kafka-configs.sh --bootstrap-server ${bootstrap} ${entity} --alter${add}${remove}`
}

/** kafka-configs.sh splits at commas: a list value is put into square brackets. */
const configValue = (value: string) => (value.includes(',') ? `[${value}]` : value)

export const produceCommand = (bootstrap: string, topic: string, acks: number) =>
  `kafka-console-producer.sh --bootstrap-server ${bootstrap} --topic ${shellWord(topic)} --request-required-acks ${acks === -1 ? 'all' : acks}`

/** Keys and values as lines for the tool. It cannot send a null value: a line with one stands for the tool alone. */
export function produceKeyedCommand(
  bootstrap: string,
  topic: string,
  records: readonly { key: string; value: string | null }[],
): string {
  const tool = `${produceCommand(bootstrap, topic, -1)} --property parse.key=true --property key.separator=:`
  const lines = records.map(({ key, value }) => (value === null ? null : `${key}:${value}`))
  return lines.includes(null)
    ? tool
    : `printf '%s\\n' ${lines.map((line) => shellWord(line ?? '')).join(' ')} | ${tool}`
}

export function readCommand(bootstrap: string, topic: string, partition: number, offset: number | null, count: number) {
  const from = offset === null ? 'latest' : offset
  return `kafka-console-consumer.sh --bootstrap-server ${bootstrap} --topic ${shellWord(topic)} --partition ${partition} --offset ${from} --max-messages ${count}`
}
