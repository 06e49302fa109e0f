import { errorMessage, errorName } from '../../../../broker-core/protocol/error-codes'

/** Where the class of the client's exception is not the code's name in camel case. */
const CLASSES: Readonly<Record<string, string>> = {
  TOPIC_ALREADY_EXISTS: 'TopicExistsException',
  INVALID_TOPIC_EXCEPTION: 'InvalidTopicException',
  REQUEST_TIMED_OUT: 'TimeoutException',
  INVALID_CONFIG: 'InvalidConfigurationException',
  NON_EMPTY_GROUP: 'GroupNotEmptyException',
  UNKNOWN_SERVER_ERROR: 'UnknownServerException',
}

/** What the clients say where the broker sends a code alone (org.apache.kafka.common.protocol.Errors), for codes that tools meet. */
const MESSAGES: Readonly<Record<string, string>> = {
  UNKNOWN_TOPIC_OR_PARTITION: 'This server does not host this topic-partition.',
  NON_EMPTY_GROUP: 'The group is not empty.',
  GROUP_ID_NOT_FOUND: 'The group id does not exist.',
  NOT_COORDINATOR: 'This is not the correct coordinator.',
  COORDINATOR_NOT_AVAILABLE: 'The coordinator is not available.',
  UNKNOWN_MEMBER_ID: 'The coordinator is not aware of this member.',
  OFFSET_OUT_OF_RANGE: 'The requested offset is not within the range of offsets maintained by the server.',
  NOT_LEADER_OR_FOLLOWER:
    'For requests intended only for the leader, this error indicates that the broker is not the current leader. For requests intended for any replica, this error indicates that the broker is not a replica of the topic partition.',
  NO_REASSIGNMENT_IN_PROGRESS: 'No partition reassignment is in progress.',
  GROUP_SUBSCRIBED_TO_TOPIC:
    'Deleting offsets of a topic is forbidden while the consumer group is actively subscribed to it.',
  LEADER_NOT_AVAILABLE: 'There is no leader for this topic-partition as we are in the middle of a leadership election.',
}

/** A failure as a tool of Kafka meets it: an exception of its client. */
export class KafkaToolError extends Error {
  constructor(
    /** Of org.apache.kafka.common.errors, or another class with its package. */
    readonly className: string,
    message: string,
  ) {
    super(message)
  }

  static ofCode(code: number, message: string | null): KafkaToolError {
    return new KafkaToolError(exceptionClass(code), message ?? exceptionMessage(code))
  }

  /** Java's toString: class and message. */
  get text(): string {
    const className = this.className.includes('.') ? this.className : `org.apache.kafka.common.errors.${this.className}`
    return `${className}: ${this.message}`
  }
}

export function exceptionClass(code: number): string {
  const name = errorName(code)
  const camel = name.toLowerCase().replace(/(?:^|_)(.)/g, (_, letter: string) => letter.toUpperCase())
  return CLASSES[name] ?? `${camel}Exception`
}

export const exceptionMessage = (code: number): string => MESSAGES[errorName(code)] ?? errorMessage(code)

export const illegalArgument = (message: string): KafkaToolError =>
  new KafkaToolError('java.lang.IllegalArgumentException', message)
