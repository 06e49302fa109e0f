import type { EntityConfigHandler } from './config-change-listener'
import type { DynamicBrokerConfig } from './dynamic-broker-config'

const DEFAULT_ENTITY = '<default>'

/** What a broker does with changes of `/config/brokers`: its own and the default's are its business, others' are not. */
export const brokerConfigHandler =
  (
    brokerId: number,
    dynamicConfig: Pick<DynamicBrokerConfig, 'updateBrokerConfig' | 'updateDefaultConfig'>,
  ): EntityConfigHandler =>
  (entity, config) => {
    if (entity === DEFAULT_ENTITY) dynamicConfig.updateDefaultConfig(config)
    else if (entity.trim() === String(brokerId)) dynamicConfig.updateBrokerConfig(config)
  }
