import { CONFIG_TYPE_IDS, ConfigSource, type DescribedConfig } from '../config/describe-config'
import { ErrorCode } from '../protocol/error-codes'
import {
  type DescribeConfigsRequest,
  type DescribeConfigsResource,
  describeConfigs,
} from '../protocol/messages/32-describe-configs'
import { describeResource } from './configs/describe-resource'
import { outcomeOf } from './configs/outcome'
import { typeName } from './configs/resources'
import { handler, type RequestContext } from './handler'

const LOGGER_NAME = 'kafka.server.AdminManager'

/** Settings of topics, of this broker, of the brokers' default and of this broker's loggers, with where each comes from. */
export const describeConfigsHandler = handler(describeConfigs, [0, 4], async (request, context) => ({
  results: await Promise.all(request.resources.map((resource) => describe(resource, request, context))),
}))

const describe = async (
  resource: DescribeConfigsResource,
  request: DescribeConfigsRequest,
  { broker, apiVersion }: RequestContext,
) => {
  const { resourceType, resourceName, configurationKeys } = resource
  const asked = { type: resourceType, name: resourceName }
  try {
    const wanted = configurationKeys === null ? undefined : new Set(configurationKeys)
    const configs = (await describeResource(broker, asked)).filter(({ name }) => wanted?.has(name) ?? true)
    // Kafka's order is that of a hash map; kafkajs' own tests rely on compression.type before retention.ms.
    configs.sort((one, other) => (one.name < other.name ? -1 : 1))
    return {
      errorCode: ErrorCode.NONE,
      errorMessage: null,
      resourceType,
      resourceName,
      configs: configs.map((config) => toWire(config, request, apiVersion)),
    }
  } catch (error) {
    const outcome = outcomeOf(error, asked, broker.runtime.logger.named(LOGGER_NAME))
    // What kind of resource it may have been is not repeated: Kafka answers 0, its unknown one.
    const known = typeName(resourceType) === 'UNKNOWN' ? 0 : resourceType
    return { ...outcome, resourceType: known, resourceName, configs: [] }
  }
}

const toWire = (
  config: DescribedConfig,
  { includeSynonyms, includeDocumentation }: DescribeConfigsRequest,
  apiVersion: number,
) => ({
  name: config.name,
  value: config.value,
  readOnly: config.readOnly,
  // Later versions tell it by configSource alone, and cannot carry this field.
  isDefault: apiVersion === 0 && config.source === ConfigSource.DEFAULT_CONFIG,
  configSource: config.source,
  isSensitive: config.isSensitive,
  synonyms: includeSynonyms ? [...config.synonyms] : [],
  configType: CONFIG_TYPE_IDS[config.type],
  documentation: includeDocumentation ? config.documentation : null,
})
