import {
  type DescribeConfigsResourceResult,
  describeConfigs,
} from '../../../broker-core/protocol/messages/32-describe-configs'
import { incrementalAlterConfigs } from '../../../broker-core/protocol/messages/44-incremental-alter-configs'
import type { ActionResult, ConfigEntryView } from '../api/functions'
import { names } from '../words/names'
import type { ClusterClient } from './cluster-client'
import { kafkaFailure } from './kafka-failure'

export type ConfigTarget = { type: 'topic' | 'broker' | 'brokerDefault'; name: string }

const DESCRIBE_VERSION = 3
const ALTER_VERSION = 1
const TOPIC = 2
const BROKER = 4
const SET = 0
const DELETE = 1
const sources = ['unknown', 'topic', 'broker', 'brokerDefault', 'serverProperties', 'default'] as const
const types = ['unknown', 'boolean', 'string', 'int', 'short', 'long', 'double', 'list', 'class', 'password'] as const

const resource = ({ type, name }: ConfigTarget) => ({
  resourceType: type === 'topic' ? TOPIC : BROKER,
  resourceName: type === 'brokerDefault' ? '' : name,
})

export async function describe(client: ClusterClient, target: ConfigTarget): Promise<ConfigEntryView[]> {
  const request = {
    resources: [{ ...resource(target), configurationKeys: null }],
    includeSynonyms: false,
    includeDocumentation: true,
  }
  // Only the broker itself knows its static settings.
  const answer =
    target.type === 'broker'
      ? await client.broker(Number(target.name), describeConfigs, DESCRIBE_VERSION, request)
      : await client.any(describeConfigs, DESCRIBE_VERSION, request)
  const result = answer.results[0]
  if (result?.errorCode !== 0)
    throw kafkaFailure(result?.errorCode ?? -1, result?.errorMessage ?? null, names.config(target.type, target.name))
  return result.configs.map(entryView).sort((one, other) => (one.name < other.name ? -1 : 1))
}

function entryView(entry: DescribeConfigsResourceResult): ConfigEntryView {
  const source = sources[entry.configSource] ?? 'unknown'
  return {
    name: entry.name,
    value: entry.isSensitive ? null : entry.value,
    source,
    isDefault: source === 'default',
    readOnly: entry.readOnly,
    sensitive: entry.isSensitive,
    type: types[entry.configType] ?? 'unknown',
    documentation: entry.documentation,
  }
}

export async function alter(
  client: ClusterClient,
  bootstrap: string,
  target: ConfigTarget,
  changes: Record<string, string | null>,
): Promise<ActionResult> {
  const request = {
    resources: [
      {
        ...resource(target),
        configs: Object.entries(changes).map(([name, value]) => ({
          name,
          configOperation: value === null ? DELETE : SET,
          value,
        })),
      },
    ],
    validateOnly: false,
  }
  const answer =
    target.type === 'broker'
      ? await client.broker(Number(target.name), incrementalAlterConfigs, ALTER_VERSION, request)
      : await client.controller(incrementalAlterConfigs, ALTER_VERSION, request)
  for (const { errorCode, errorMessage } of answer.responses)
    if (errorCode !== 0) throw kafkaFailure(errorCode, errorMessage, names.config(target.type, target.name))
  return { command: alterCommand(bootstrap, target, changes) }
}

export function alterCommand(
  bootstrap: string,
  { type, name }: ConfigTarget,
  changes: Record<string, string | null>,
): string {
  const entity =
    type === 'topic'
      ? `topics --entity-name ${name}`
      : `brokers ${type === 'broker' ? `--entity-name ${name}` : '--entity-default'}`
  const entries = Object.entries(changes)
  const set = entries
    .filter(([, value]) => value !== null)
    .map(([key, value]) => `${key}=${value?.includes(',') ? `[${value}]` : value}`)
  const deleted = entries.filter(([, value]) => value === null).map(([key]) => key)
  const add = set.length > 0 ? ` --add-config ${set.join(',')}` : ''
  const remove = deleted.length > 0 ? ` --delete-config ${deleted.join(',')}` : ''
  return `kafka-configs.sh --bootstrap-server ${bootstrap} --alter --entity-type ${entity}${add}${remove}`
}
