import { type AlterConfigsResource, alterConfigs } from '../protocol/messages/33-alter-configs'
import { changeBrokerConfig, changeTopicConfig } from './configs/change-configs'
import { attempt } from './configs/outcome'
import { type ConfigResource, invalidRequest, ResourceType, typeName } from './configs/resources'
import { handler, type RequestContext } from './handler'

const LOGGER_NAME = 'kafka.server.AdminManager'

/** Replaces all own settings of topics, of this broker, or of the brokers' default. */
export const alterConfigsHandler = handler(alterConfigs, [0, 2], async (request, context) => ({
  responses: await Promise.all(request.resources.map((resource) => alter(resource, request.validateOnly, context))),
}))

const alter = async (asked: AlterConfigsResource, validateOnly: boolean, { broker }: RequestContext) => {
  const { resourceType, resourceName } = asked
  const resource: ConfigResource = { type: resourceType, name: resourceName }
  const outcome = await attempt(resource, broker.runtime.logger.named(LOGGER_NAME), async () => {
    const settings = readSettings(asked.configs)
    if (resourceType === ResourceType.TOPIC) return changeTopicConfig(broker, resource, settings, validateOnly)
    if (resourceType === ResourceType.BROKER) return changeBrokerConfig(broker, resource, settings, validateOnly)
    throw invalidRequest(
      `AlterConfigs is only supported for topics and brokers, but resource type is ${typeName(resourceType)}`,
    )
  })
  return { ...outcome, resourceType, resourceName }
}

const readSettings = (configs: AlterConfigsResource['configs']): Map<string, string> => {
  const missing = configs.filter(({ value }) => value === null).map(({ name }) => name)
  if (missing.length > 0) throw invalidRequest(`Null value not supported for : ${missing.join(',')}`)
  return new Map(configs.map(({ name, value }) => [name, value ?? '']))
}
