import {
  type DescribeConfigsResourceResult,
  describeConfigs,
} from '../../../../broker-core/protocol/messages/32-describe-configs'
import type { ClusterClient } from '../../client/cluster-client'
import { illegalArgument, KafkaToolError } from './kafka-error'

const VERSION = 2
const TOPIC = 2
const BROKER = 4

export type ConfigEntry = DescribeConfigsResourceResult

export interface ConfigResource {
  /** Broker '': the default of all. */
  type: 'topics' | 'brokers'
  name: string
}

export const resourceOf = ({ type, name }: ConfigResource) => ({
  resourceType: type === 'topics' ? TOPIC : BROKER,
  resourceName: name,
})

/** Where Kafka's names of a setting's source (ConfigEntry.ConfigSource) stand on the wire. */
export const CONFIG_SOURCES: Readonly<Record<number, string>> = {
  0: 'UNKNOWN',
  1: 'DYNAMIC_TOPIC_CONFIG',
  2: 'DYNAMIC_BROKER_CONFIG',
  3: 'DYNAMIC_DEFAULT_BROKER_CONFIG',
  4: 'STATIC_BROKER_CONFIG',
  5: 'DEFAULT_CONFIG',
  6: 'DYNAMIC_BROKER_LOGGER_CONFIG',
}

export const isOwn = ({ type, name }: ConfigResource, { configSource }: ConfigEntry): boolean =>
  configSource === (type === 'topics' ? 1 : name === '' ? 3 : 2)

/** All settings of a topic, a broker, or the default of brokers, by name. A broker is asked itself: only it knows its static ones. */
export async function resourceConfigs(client: ClusterClient, resource: ConfigResource): Promise<ConfigEntry[]> {
  if (resource.type === 'brokers' && resource.name !== '' && !/^\d+$/.test(resource.name))
    throw illegalArgument(
      `The entity name for ${resource.type} must be a valid integer broker id, found: ${resource.name}`,
    )
  const request = { resources: [{ ...resourceOf(resource), configurationKeys: null }], includeSynonyms: true }
  const answer =
    resource.type === 'brokers' && resource.name !== ''
      ? await client.broker(Number(resource.name), describeConfigs, VERSION, request)
      : await client.any(describeConfigs, VERSION, request)
  const result = answer.results[0]
  if (result?.errorCode !== 0) throw KafkaToolError.ofCode(result?.errorCode ?? -1, result?.errorMessage ?? null)
  return [...result.configs].sort((one, other) => (one.name < other.name ? -1 : 1))
}

/** `  name=value sensitive=false synonyms={…}` */
export function configLine({ name, value, isSensitive, synonyms }: ConfigEntry): string {
  const same = synonyms.map((each) => `${CONFIG_SOURCES[each.source] ?? 'UNKNOWN'}:${each.name}=${each.value}`)
  return `  ${name}=${value} sensitive=${isSensitive} synonyms={${same.join(', ')}}\n`
}
