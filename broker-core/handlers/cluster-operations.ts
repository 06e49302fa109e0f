/** Without an authorizer every operation of a resource is allowed: bit N stands for AclOperation N (KIP-430). */
const bits = (operations: readonly number[]): number => operations.reduce((set, operation) => set | (1 << operation), 0)

const READ = 3
const WRITE = 4
const CREATE = 5
const DELETE = 6
const ALTER = 7
const DESCRIBE = 8
const CLUSTER_ACTION = 9
const DESCRIBE_CONFIGS = 10
const ALTER_CONFIGS = 11
const IDEMPOTENT_WRITE = 12

export const TOPIC_OPERATIONS = bits([READ, WRITE, CREATE, DELETE, ALTER, DESCRIBE, DESCRIBE_CONFIGS, ALTER_CONFIGS])
export const CLUSTER_OPERATIONS = bits([
  CREATE,
  ALTER,
  DESCRIBE,
  CLUSTER_ACTION,
  DESCRIBE_CONFIGS,
  ALTER_CONFIGS,
  IDEMPOTENT_WRITE,
])
export const GROUP_OPERATIONS = bits([READ, DELETE, DESCRIBE])
/** The client did not ask. */
export const OPERATIONS_NOT_ASKED = -2147483648
