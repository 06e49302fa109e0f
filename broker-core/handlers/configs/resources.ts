import { ErrorCode } from '../../protocol/error-codes'
import { isValidTopicName } from '../topic-names'

/** Resource types of the config APIs (ConfigResource.Type). */
export const ResourceType = { TOPIC: 2, BROKER: 4, BROKER_LOGGER: 8 } as const

const TYPE_NAMES: Readonly<Record<number, string>> = { 2: 'TOPIC', 4: 'BROKER', 8: 'BROKER_LOGGER' }

export const typeName = (type: number): string => TYPE_NAMES[type] ?? 'UNKNOWN'

/** A topic, a broker, the brokers' default (empty name) or a broker's loggers. */
export interface ConfigResource {
  readonly type: number
  readonly name: string
}

export const resourceText = ({ type, name }: ConfigResource): string =>
  `ConfigResource(type=${typeName(type)}, name='${name}')`

/** One resource's answer: the code and, where there is more to say than the code, a message. */
export interface ResourceOutcome {
  readonly errorCode: number
  readonly errorMessage: string | null
}

export const ACCEPTED: ResourceOutcome = { errorCode: ErrorCode.NONE, errorMessage: null }

/** Why a resource's request is refused; becomes that resource's code and message. */
export class ConfigRefusal extends Error {
  constructor(
    readonly code: number,
    message: string,
  ) {
    super(message)
    this.name = 'ConfigRefusal'
  }
}

export const invalidRequest = (message: string): ConfigRefusal => new ConfigRefusal(ErrorCode.INVALID_REQUEST, message)

/** The broker a resource names, which must be this one: others know their own settings. undefined: the brokers' default. */
export const requireThisBroker = ({ name }: ConfigResource, brokerId: number): number | undefined => {
  if (name === '') return undefined
  if (!/^[+-]?\d+$/.test(name)) throw invalidRequest(`Broker id must be an integer, but it is: ${name}`)
  if (Number(name) !== brokerId)
    throw invalidRequest(`Unexpected broker id, expected ${brokerId}, but received ${name}`)
  return brokerId
}

export const requireTopicName = (name: string): void => {
  if (!isValidTopicName(name))
    throw new ConfigRefusal(ErrorCode.INVALID_TOPIC_EXCEPTION, `Topic name "${name}" is illegal`)
}
