type Row = readonly [code: number, kind: 'retriable' | 'final', message: string]

/** Kafka's error names (org.apache.kafka.common.protocol.Errors): code on the wire, may the client try again, what it means. */
const TABLE = {
  UNKNOWN_SERVER_ERROR: [-1, 'final', 'The broker met an error it did not expect; its log says more.'],
  NONE: [0, 'final', 'No error.'],
  OFFSET_OUT_OF_RANGE: [1, 'final', 'The offset is outside the range the broker holds.'],
  CORRUPT_MESSAGE: [2, 'retriable', 'The records are corrupt: CRC, size or a missing key on a compacted topic.'],
  UNKNOWN_TOPIC_OR_PARTITION: [3, 'retriable', 'This broker has no such topic or partition.'],
  INVALID_FETCH_SIZE: [4, 'final', 'The fetch size is not valid.'],
  LEADER_NOT_AVAILABLE: [5, 'retriable', 'The partition has no leader at the moment.'],
  NOT_LEADER_OR_FOLLOWER: [6, 'retriable', 'This broker does not lead (or does not hold) the partition.'],
  REQUEST_TIMED_OUT: [7, 'retriable', 'The request was not done within its timeout.'],
  BROKER_NOT_AVAILABLE: [8, 'final', 'The broker is not available.'],
  REPLICA_NOT_AVAILABLE: [9, 'retriable', 'The replica is not available.'],
  MESSAGE_TOO_LARGE: [10, 'final', 'A record batch is larger than the topic allows (max.message.bytes).'],
  STALE_CONTROLLER_EPOCH: [11, 'final', 'The request comes from a controller that has been replaced.'],
  OFFSET_METADATA_TOO_LARGE: [12, 'final', 'The metadata of the committed offset is too large.'],
  NETWORK_EXCEPTION: [13, 'retriable', 'The connection ended before the response came.'],
  COORDINATOR_LOAD_IN_PROGRESS: [14, 'retriable', 'The coordinator is still loading.'],
  COORDINATOR_NOT_AVAILABLE: [15, 'retriable', 'The coordinator is not available.'],
  NOT_COORDINATOR: [16, 'retriable', 'This broker is not the coordinator.'],
  INVALID_TOPIC_EXCEPTION: [17, 'final', 'The topic name is not valid, or the topic cannot be used so.'],
  RECORD_LIST_TOO_LARGE: [18, 'final', 'The record batch is larger than a segment (segment.bytes).'],
  NOT_ENOUGH_REPLICAS: [
    19,
    'retriable',
    'Fewer replicas are in sync than min.insync.replicas asks for; nothing was written.',
  ],
  NOT_ENOUGH_REPLICAS_AFTER_APPEND: [20, 'retriable', 'Written, but meanwhile too few replicas are in sync.'],
  INVALID_REQUIRED_ACKS: [21, 'final', 'acks must be -1, 0 or 1.'],
  ILLEGAL_GENERATION: [22, 'final', 'The generation is not the current one of the group.'],
  INCONSISTENT_GROUP_PROTOCOL: [23, 'final', 'The member shares no protocol with the group.'],
  INVALID_GROUP_ID: [24, 'final', 'The group id is not valid.'],
  UNKNOWN_MEMBER_ID: [25, 'final', 'The group does not know this member.'],
  INVALID_SESSION_TIMEOUT: [26, 'final', 'The session timeout is outside the range the broker allows.'],
  REBALANCE_IN_PROGRESS: [27, 'final', 'The group is rebalancing; join again.'],
  INVALID_COMMIT_OFFSET_SIZE: [28, 'final', 'The committed offset is too large to store.'],
  TOPIC_AUTHORIZATION_FAILED: [29, 'final', 'Not authorized for the topic.'],
  GROUP_AUTHORIZATION_FAILED: [30, 'final', 'Not authorized for the group.'],
  CLUSTER_AUTHORIZATION_FAILED: [31, 'final', 'Not authorized for the cluster.'],
  INVALID_TIMESTAMP: [32, 'final', 'The timestamp is outside the range the topic allows.'],
  UNSUPPORTED_SASL_MECHANISM: [33, 'final', 'The broker does not offer this SASL mechanism.'],
  ILLEGAL_SASL_STATE: [34, 'final', 'The request does not fit the state of the SASL exchange.'],
  UNSUPPORTED_VERSION: [35, 'final', 'The broker does not serve this version of the API.'],
  TOPIC_ALREADY_EXISTS: [36, 'final', 'The topic exists already.'],
  INVALID_PARTITIONS: [37, 'final', 'The number of partitions is not valid.'],
  INVALID_REPLICATION_FACTOR: [38, 'final', 'The replication factor is below 1 or above the number of live brokers.'],
  INVALID_REPLICA_ASSIGNMENT: [39, 'final', 'The replica assignment is not valid.'],
  INVALID_CONFIG: [40, 'final', 'A setting is not valid.'],
  NOT_CONTROLLER: [41, 'retriable', 'This broker is not the controller.'],
  INVALID_REQUEST: [42, 'final', 'The request contradicts itself or the protocol.'],
  UNSUPPORTED_FOR_MESSAGE_FORMAT: [43, 'final', 'The message format of the records does not allow this.'],
  POLICY_VIOLATION: [44, 'final', 'A policy of the broker forbids this.'],
  OUT_OF_ORDER_SEQUENCE_NUMBER: [45, 'final', 'The batch does not follow the last one of this producer.'],
  DUPLICATE_SEQUENCE_NUMBER: [46, 'final', 'The batch was written before and is too old to be recognised exactly.'],
  INVALID_PRODUCER_EPOCH: [47, 'final', 'A newer incarnation of this producer exists.'],
  INVALID_TXN_STATE: [48, 'final', 'The transaction is in no state for this.'],
  INVALID_PRODUCER_ID_MAPPING: [49, 'final', 'The producer id does not belong to this transactional id.'],
  INVALID_TRANSACTION_TIMEOUT: [50, 'final', 'The transaction timeout is above transaction.max.timeout.ms.'],
  CONCURRENT_TRANSACTIONS: [51, 'retriable', 'Another operation on this transaction is under way.'],
  TRANSACTION_COORDINATOR_FENCED: [
    52,
    'final',
    'The markers come from a transaction coordinator that has been replaced.',
  ],
  TRANSACTIONAL_ID_AUTHORIZATION_FAILED: [53, 'final', 'Not authorized for the transactional id.'],
  SECURITY_DISABLED: [54, 'final', 'Security features are off.'],
  OPERATION_NOT_ATTEMPTED: [55, 'final', 'Not tried, because another part of the request failed.'],
  KAFKA_STORAGE_ERROR: [56, 'retriable', "The log directory of this replica failed; see the broker's log."],
  LOG_DIR_NOT_FOUND: [57, 'final', 'The broker has no such log directory.'],
  SASL_AUTHENTICATION_FAILED: [58, 'final', 'SASL authentication failed.'],
  UNKNOWN_PRODUCER_ID: [59, 'final', 'The broker holds no state of this producer any more.'],
  REASSIGNMENT_IN_PROGRESS: [60, 'final', 'The partition is being moved.'],
  DELEGATION_TOKEN_AUTH_DISABLED: [61, 'final', 'Delegation tokens are off.'],
  DELEGATION_TOKEN_NOT_FOUND: [62, 'final', 'No such delegation token.'],
  DELEGATION_TOKEN_OWNER_MISMATCH: [63, 'final', 'The principal is neither owner nor renewer of the token.'],
  DELEGATION_TOKEN_REQUEST_NOT_ALLOWED: [64, 'final', 'Delegation tokens cannot be asked for on this connection.'],
  DELEGATION_TOKEN_AUTHORIZATION_FAILED: [65, 'final', 'Not authorized for the delegation token.'],
  DELEGATION_TOKEN_EXPIRED: [66, 'final', 'The delegation token has expired.'],
  INVALID_PRINCIPAL_TYPE: [67, 'final', 'The type of principal is not supported.'],
  NON_EMPTY_GROUP: [68, 'final', 'The group still has members.'],
  GROUP_ID_NOT_FOUND: [69, 'final', 'No such group.'],
  FETCH_SESSION_ID_NOT_FOUND: [70, 'retriable', 'The broker has dropped this fetch session.'],
  INVALID_FETCH_SESSION_EPOCH: [71, 'retriable', 'The epoch does not follow the last one of the fetch session.'],
  LISTENER_NOT_FOUND: [72, 'retriable', 'The leader has no listener of the name this request came in by.'],
  TOPIC_DELETION_DISABLED: [73, 'final', 'delete.topic.enable is false.'],
  FENCED_LEADER_EPOCH: [74, 'retriable', "The leader epoch is older than the broker's."],
  UNKNOWN_LEADER_EPOCH: [75, 'retriable', "The leader epoch is newer than the broker's."],
  UNSUPPORTED_COMPRESSION_TYPE: [76, 'final', 'This version of the request cannot carry the compression type.'],
  STALE_BROKER_EPOCH: [77, 'final', 'The request is meant for an earlier incarnation of this broker.'],
  OFFSET_NOT_AVAILABLE: [78, 'retriable', 'The new leader does not know yet how far records are committed.'],
  MEMBER_ID_REQUIRED: [79, 'final', 'Join again with the member id given here.'],
  PREFERRED_LEADER_NOT_AVAILABLE: [80, 'retriable', 'The preferred leader is not alive or not in sync.'],
  GROUP_MAX_SIZE_REACHED: [81, 'final', 'The group has as many members as it may.'],
  FENCED_INSTANCE_ID: [82, 'final', 'Another member has taken this group.instance.id.'],
  ELIGIBLE_LEADERS_NOT_AVAILABLE: [83, 'retriable', 'No replica may become leader.'],
  ELECTION_NOT_NEEDED: [84, 'retriable', 'The partition has the wanted leader already.'],
  NO_REASSIGNMENT_IN_PROGRESS: [85, 'final', 'The partition is not being moved.'],
  GROUP_SUBSCRIBED_TO_TOPIC: [86, 'final', 'The group still reads this topic.'],
  INVALID_RECORD: [87, 'final', 'A record breaks a rule of the topic or of the format.'],
  UNSTABLE_OFFSET_COMMIT: [88, 'retriable', 'A transaction that moves this position is still open.'],
  THROTTLING_QUOTA_EXCEEDED: [89, 'retriable', 'The quota is used up for now.'],
  PRODUCER_FENCED: [90, 'final', 'A newer producer has this transactional id.'],
  RESOURCE_NOT_FOUND: [91, 'final', 'No such resource.'],
  DUPLICATE_RESOURCE: [92, 'final', 'The request names the same resource twice.'],
  UNACCEPTABLE_CREDENTIAL: [93, 'final', 'The credential does not meet the rules.'],
  INVALID_UPDATE_VERSION: [95, 'final', 'The update carries a version that does not fit.'],
  FEATURE_UPDATE_FAILED: [96, 'final', 'The features could not be updated.'],
  UNKNOWN_TOPIC_ID: [100, 'retriable', 'This broker has no topic of this id.'],
  INCONSISTENT_TOPIC_ID: [103, 'retriable', "The topic id is not that of the partition's log."],
  INCONSISTENT_CLUSTER_ID: [104, 'final', 'The request is meant for another cluster.'],
  TRANSACTIONAL_ID_NOT_FOUND: [105, 'final', 'No such transactional id.'],
  FETCH_SESSION_TOPIC_ID_ERROR: [106, 'retriable', 'The fetch session mixes topic names and topic ids.'],
  MISMATCHED_ENDPOINT_TYPE: [114, 'final', 'The request was meant for another kind of endpoint.'],
  UNSUPPORTED_ENDPOINT_TYPE: [115, 'final', 'There is no such kind of endpoint.'],
  TRANSACTION_ABORTABLE: [120, 'final', 'The transaction failed; abort it and go on.'],
} as const satisfies Record<string, Row>

export type ErrorName = keyof typeof TABLE
export type ErrorCode = (typeof TABLE)[ErrorName][0]

/** Name to code: `ErrorCode.NOT_CONTROLLER`. */
export const ErrorCode = Object.fromEntries(Object.entries(TABLE).map(([name, row]) => [name, row[0]])) as {
  readonly [Name in ErrorName]: (typeof TABLE)[Name][0]
}

const NAMES: ReadonlyMap<number, ErrorName> = new Map(
  Object.entries(TABLE).map(([name, row]) => [row[0], name as ErrorName]),
)

/** The name of a code that came over the wire; codes of newer protocols read as `ERROR_121`. */
export function errorName(code: number): string {
  return NAMES.get(code) ?? `ERROR_${code}`
}

/** May the client send the same again? */
export function isRetriable(code: number): boolean {
  const name = NAMES.get(code)
  return name !== undefined && TABLE[name][1] === 'retriable'
}

/** One sentence for the `error_message` fields of responses and for people. */
export function errorMessage(code: number): string {
  const name = NAMES.get(code)
  return name === undefined ? `Error ${code} of a newer protocol.` : TABLE[name][2]
}

/** A protocol error on its way inside the process, to become a code in a response (or come out of one). Never crosses the wire. */
export class KafkaError extends Error {
  readonly retriable: boolean

  constructor(
    readonly code: number,
    message: string = errorMessage(code),
    cause?: unknown,
  ) {
    super(`${errorName(code)}: ${message}`, cause === undefined ? undefined : { cause })
    this.name = 'KafkaError'
    this.retriable = isRetriable(code)
  }
}
