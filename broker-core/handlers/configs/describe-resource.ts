import { topicLogConfig } from '../../config/broker-config'
import {
  ConfigSource,
  type DescribedConfig,
  describeBrokerConfig,
  describeDefaultBrokerConfig,
  describeTopicConfig,
} from '../../config/describe-config'
import { ErrorCode } from '../../protocol/error-codes'
import type { ConfigServices } from './change-configs'
import {
  ConfigRefusal,
  type ConfigResource,
  invalidRequest,
  ResourceType,
  requireThisBroker,
  requireTopicName,
  typeName,
} from './resources'

/** Every setting of a resource. Throws `ConfigRefusal`. */
export const describeResource = async (
  broker: ConfigServices,
  resource: ConfigResource,
): Promise<DescribedConfig[]> => {
  switch (resource.type) {
    case ResourceType.TOPIC:
      return describeTopic(broker, resource.name)
    case ResourceType.BROKER:
      return requireThisBroker(resource, broker.brokerId) === undefined
        ? describeDefaultBrokerConfig(broker.dynamicConfig.levels)
        : describeBrokerConfig(broker.dynamicConfig.levels)
    case ResourceType.BROKER_LOGGER:
      if (resource.name === '') throw invalidRequest('Broker id must not be empty')
      requireThisBroker(resource, broker.brokerId)
      return describeLoggers(broker)
    default:
      throw invalidRequest(`Unexpected resource type ${typeName(resource.type)} for resource ${resource.name}`)
  }
}

const describeTopic = async ({ metadataCache, znodes, dynamicConfig }: ConfigServices, topic: string) => {
  requireTopicName(topic)
  if (!metadataCache.contains(topic))
    throw new ConfigRefusal(ErrorCode.UNKNOWN_TOPIC_OR_PARTITION, 'This broker has no such topic.')
  const overrides = await znodes.configs.get('topics', topic)
  return describeTopicConfig(topicLogConfig(dynamicConfig.current, overrides).texts, overrides, dynamicConfig.levels)
}

const describeLoggers = ({ loggerLevels }: ConfigServices): DescribedConfig[] =>
  [...loggerLevels.list()].map(([name, value]) => ({
    name,
    value,
    readOnly: false,
    isSensitive: false,
    source: ConfigSource.DYNAMIC_BROKER_LOGGER_CONFIG,
    synonyms: [],
    type: 'unknown',
    documentation: null,
  }))
