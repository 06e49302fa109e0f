import { findBrokerDefinition } from '../config/describe-config'
import { usableDynamicConfig } from '../config/dynamic-scope'
import { findTopicDefinition } from '../config/topic-definitions'
import { type AlterConfigsResource, incrementalAlterConfigs } from '../protocol/messages/44-incremental-alter-configs'
import { DEFAULT_ENTITY } from '../znodes/paths'
import { type ConfigServices, changeBrokerConfig, changeTopicConfig } from './configs/change-configs'
import { changeLoggerLevels } from './configs/change-loggers'
import { applyChanges, type ConfigChange, readChanges } from './configs/incremental'
import { attempt } from './configs/outcome'
import {
  type ConfigResource,
  invalidRequest,
  ResourceType,
  requireThisBroker,
  requireTopicName,
  typeName,
} from './configs/resources'
import { handler, type RequestContext } from './handler'

const LOGGER_NAME = 'kafka.server.AdminManager'

/** Changes single settings of topics, of this broker, of the brokers' default, or levels of this broker's loggers (KIP-339). */
export const incrementalAlterConfigsHandler = handler(incrementalAlterConfigs, [0, 1], async (request, context) => ({
  responses: await Promise.all(request.resources.map((resource) => alter(resource, request.validateOnly, context))),
}))

const alter = async (asked: AlterConfigsResource, validateOnly: boolean, { broker }: RequestContext) => {
  const { resourceType, resourceName } = asked
  const resource: ConfigResource = { type: resourceType, name: resourceName }
  const outcome = await attempt(resource, broker.runtime.logger.named(LOGGER_NAME), async () => {
    const changes = readChanges(asked.configs)
    if (resourceType === ResourceType.TOPIC) return alterTopic(broker, resource, changes, validateOnly)
    if (resourceType === ResourceType.BROKER) return alterBroker(broker, resource, changes, validateOnly)
    if (resourceType !== ResourceType.BROKER_LOGGER)
      throw invalidRequest(`Unexpected resource type ${typeName(resourceType)}`)
    requireThisBroker(resource, broker.brokerId)
    changeLoggerLevels(broker.loggerLevels, changes, validateOnly)
  })
  return { ...outcome, resourceType, resourceName }
}

const alterTopic = async (
  broker: ConfigServices,
  resource: ConfigResource,
  changes: readonly ConfigChange[],
  validateOnly: boolean,
): Promise<void> => {
  // Kafka looks up the settings first, and an empty name is no znode's.
  if (resource.name === '') throw invalidRequest('The name of a topic must not be empty')
  requireTopicName(resource.name)
  const stored = await broker.znodes.configs.get('topics', resource.name)
  await changeTopicConfig(broker, resource, applyChanges(stored, changes, findTopicDefinition), validateOnly)
}

const alterBroker = async (
  broker: ConfigServices,
  resource: ConfigResource,
  changes: readonly ConfigChange[],
  validateOnly: boolean,
): Promise<void> => {
  const brokerId = requireThisBroker(resource, broker.brokerId)
  const stored = await broker.znodes.configs.get('brokers', brokerId === undefined ? DEFAULT_ENTITY : String(brokerId))
  const { usable } = usableDynamicConfig(stored, brokerId !== undefined)
  await changeBrokerConfig(broker, resource, applyChanges(usable, changes, findBrokerDefinition), validateOnly)
}
