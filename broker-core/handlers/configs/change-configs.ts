import { validateTopicConfig } from '../../config/topic-validation'
import { ErrorCode } from '../../protocol/error-codes'
import { DEFAULT_ENTITY } from '../../znodes/paths'
import type { BrokerServices } from '../services'
import {
  ConfigRefusal,
  type ConfigResource,
  invalidRequest,
  requireThisBroker,
  requireTopicName,
  resourceText,
} from './resources'

/** What changing configs needs of the broker. */
export type ConfigServices = Pick<
  BrokerServices,
  'brokerId' | 'dynamicConfig' | 'loggerLevels' | 'metadataCache' | 'runtime' | 'znodes'
>

type Settings = ReadonlyMap<string, string>

/** Gives a topic exactly these settings and tells all brokers. */
export const changeTopicConfig = async (
  broker: ConfigServices,
  resource: ConfigResource,
  settings: Settings,
  validateOnly: boolean,
): Promise<void> => {
  requireTopicName(resource.name)
  if (!(await broker.znodes.topics.exists(resource.name)))
    throw new ConfigRefusal(ErrorCode.UNKNOWN_SERVER_ERROR, `Topic "${resource.name}" does not exist.`)
  const problem = validateTopicConfig(settings)
  if (problem?.kind === 'invalidValue')
    throw invalidRequest(`Invalid config value for resource ${resourceText(resource)}: ${problem.message}`)
  if (problem !== undefined) throw new ConfigRefusal(ErrorCode.INVALID_CONFIG, problem.message)
  if (validateOnly) return
  await broker.znodes.configs.set('topics', resource.name, settings)
  await broker.znodes.configs.notifyChange({ type: 'topics', entity: resource.name })
}

/** Gives this broker, or all as their default, exactly these dynamic settings and tells all brokers. */
export const changeBrokerConfig = async (
  broker: ConfigServices,
  resource: ConfigResource,
  settings: Settings,
  validateOnly: boolean,
): Promise<void> => {
  const brokerId = requireThisBroker(resource, broker.brokerId)
  broker.dynamicConfig.validate(settings, brokerId !== undefined)
  if (validateOnly) return
  const entity = brokerId === undefined ? DEFAULT_ENTITY : String(brokerId)
  await broker.znodes.configs.set('brokers', entity, settings)
  await broker.znodes.configs.notifyChange({ type: 'brokers', entity })
}
