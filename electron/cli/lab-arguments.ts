import { type Command, InvalidArgumentError } from 'commander'
import type { LabRequest } from '../host/cluster/lab-setup'
import { presetNames } from '../host/cluster/presets'

/** The options that both `up` and `start` take. */
export interface LabArguments {
  brokers?: number
  firstId?: number
  ports?: number[] | 'auto'
  coordinationPort?: number
  set: [string, string][]
  zookeeper?: string
  strict?: boolean
  preset?: string
}

export function withLabArguments(command: Command): Command {
  return command
    .option('--brokers <count>', 'how many brokers (default 3, or what the lab in the folder has)', wholeNumber(1, 32))
    .option('--first-id <id>', 'broker.id of the first (default 1)', wholeNumber(0, 1000))
    .option(
      '--ports <list>',
      "a port for each broker, with commas (default 9092,9093,…), or 'auto' for free ones",
      portList,
    )
    .option(
      '--coordination-port <port>',
      'port of the coordination server (default 2181, or the next free one)',
      wholeNumber(1, 65_535),
    )
    .option(
      '--preset <name>',
      `what the lab is made for: ${presetNames.join(', ')} (default desk, or what the lab in the folder is)`,
    )
    .option('--set <key=value>', 'a setting for server.properties of every broker; may be repeated', setting, [])
    .option('--zookeeper <host:port>', 'use this ZooKeeper instead of a coordination server of our own', zookeeper)
    .option('--strict', 'a broker whose old session still stands exits, as Kafka does, instead of waiting for its end')
}

export function labRequest(given: LabArguments): LabRequest {
  return {
    brokers: given.brokers,
    firstId: given.firstId,
    ports: given.ports,
    coordinationPort: given.coordinationPort,
    zookeeper: given.zookeeper,
    preset: given.preset,
    overrides: given.set,
  }
}

export function wholeNumber(min: number, max: number): (text: string) => number {
  return (text) => {
    const value = Number(text)
    if (!/^\d+$/.test(text) || value < min || value > max)
      throw new InvalidArgumentError(`a whole number from ${min} to ${max}.`)
    return value
  }
}

export function portList(text: string): number[] | 'auto' {
  if (text === 'auto') return 'auto'
  return text.split(',').map((port) => wholeNumber(1, 65_535)(port.trim()))
}

export function setting(text: string, before: [string, string][]): [string, string][] {
  const at = text.indexOf('=')
  if (at < 1) throw new InvalidArgumentError('key=value, as in server.properties.')
  return [...before, [text.slice(0, at).trim(), text.slice(at + 1).trim()]]
}

function zookeeper(text: string): string {
  if (!/^[^\s,:]+:\d+(,[^\s,:]+:\d+)*(\/\S*)?$/.test(text))
    throw new InvalidArgumentError('host:port, or several with commas.')
  return text
}
