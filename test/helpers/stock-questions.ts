/** Questions that every broker of a cluster must answer alike, whoever made it: API, version, body. None changes anything but quotas. */
export type Question = readonly [api: string, version: number, body: object]

const TOPIC = 2
const BROKER = 4
const LOGGER = 8

type Setting = readonly [name: string, value: string | null]
type Change = readonly [name: string, operation: number, value: string | null]
const SET = 0
const DELETE = 1
const APPEND = 2
const SUBTRACT = 3

const describeConfigs = (resourceType: number, resourceName: string, configurationKeys: string[] | null = null) => ({
  resources: [{ resourceType, resourceName, configurationKeys }],
  includeSynonyms: true,
  includeDocumentation: true,
})
const change = (resourceType: number, resourceName: string, ...changes: Change[]) => ({
  resources: [
    {
      resourceType,
      resourceName,
      configs: changes.map(([name, configOperation, value]) => ({ name, configOperation, value })),
    },
  ],
  validateOnly: true,
})
const replace = (resourceType: number, resourceName: string, ...settings: Setting[]) => ({
  resources: [{ resourceType, resourceName, configs: settings.map(([name, value]) => ({ name, value })) }],
  validateOnly: true,
})

type Component = readonly [type: string, name: string | null]
const alterQuotas = (
  entity: Component[],
  ops: [key: string, value: number][],
  validateOnly = true,
  remove = false,
) => ({
  entries: [
    {
      entity: entity.map(([entityType, entityName]) => ({ entityType, entityName })),
      ops: ops.map(([key, value]) => ({ key, value, remove })),
    },
  ],
  validateOnly,
})
const EXACT = 0
const DEFAULT = 1
const ANY = 2
const quotas = (components: [type: string, match: number, name?: string][], strict = false) => ({
  components: components.map(([entityType, matchType, match = null]) => ({ entityType, matchType, match })),
  strict,
})
const metadata = (...names: string[]) => ({
  topics: names.map((name) => ({ name })),
  allowAutoTopicCreation: false,
  includeClusterAuthorizedOperations: true,
  includeTopicAuthorizedOperations: true,
})

const acl = {
  ...{ resourceType: TOPIC, resourceName: 't', resourcePatternType: 3 },
  ...{ principal: 'User:a', host: '*', operation: 3, permissionType: 3 },
}
const aclFilter = {
  ...{ resourceTypeFilter: 1, resourceNameFilter: null, patternTypeFilter: 1 },
  ...{ principalFilter: null, hostFilter: null, operation: 1, permissionType: 1 },
}

const security: Question[] = [
  ['DescribeAcls', 2, aclFilter],
  ['CreateAcls', 2, { creations: [acl, acl] }],
  ['DeleteAcls', 2, { filters: [aclFilter] }],
  ['SaslHandshake', 1, { mechanism: 'PLAIN' }],
  ['SaslAuthenticate', 2, { authBytes: Buffer.from('x') }],
  ['CreateDelegationToken', 2, { renewers: [], maxLifetimeMs: -1 }],
  ['RenewDelegationToken', 2, { hmac: Buffer.from('x'), renewPeriodMs: -1 }],
  ['ExpireDelegationToken', 2, { hmac: Buffer.from('x'), expiryTimePeriodMs: -1 }],
  ['DescribeDelegationToken', 2, { owners: null }],
]

const clientQuotas: Question[] = [
  [
    'AlterClientQuotas',
    0,
    alterQuotas(
      [['user', 'a b*~é']],
      [
        ['producer_byte_rate', 1000],
        ['request_percentage', 50],
      ],
      false,
    ),
  ],
  ['AlterClientQuotas', 0, alterQuotas([['user', null]], [['consumer_byte_rate', 2000]], false)],
  ['AlterClientQuotas', 0, alterQuotas([['client-id', null]], [['request_percentage', 12345678.5]], false)],
  ['AlterClientQuotas', 0, alterQuotas([['user', 'x']], [['nope', 1]])],
  ['AlterClientQuotas', 0, alterQuotas([['user', 'x']], [['nope', 1]], true, true)],
  ['AlterClientQuotas', 0, alterQuotas([['user', 'x']], [['producer_byte_rate', 1.5]])],
  ['AlterClientQuotas', 0, alterQuotas([], [['producer_byte_rate', 1]])],
  ['AlterClientQuotas', 0, alterQuotas([['ip', 'x']], [['producer_byte_rate', 1]])],
  ['AlterClientQuotas', 0, alterQuotas([['user', '']], [['producer_byte_rate', 1]])],
  ['DescribeClientQuotas', 0, quotas([['user', EXACT, 'a b*~é']])],
  ['DescribeClientQuotas', 0, quotas([['user', DEFAULT]], true)],
  ['DescribeClientQuotas', 0, quotas([['client-id', DEFAULT]], true)],
  [
    'DescribeClientQuotas',
    0,
    quotas(
      [
        ['user', ANY],
        ['client-id', ANY],
      ],
      true,
    ),
  ],
  [
    'DescribeClientQuotas',
    0,
    quotas([
      ['user', ANY],
      ['user', ANY],
    ]),
  ],
  ['DescribeClientQuotas', 0, quotas([['ip', ANY]])],
  ['DescribeClientQuotas', 0, quotas([['', ANY]])],
]

const configs = (topic: string): Question[] => [
  ['DescribeConfigs', 3, describeConfigs(TOPIC, topic)],
  [
    'DescribeConfigs',
    0,
    { resources: [{ resourceType: TOPIC, resourceName: topic, configurationKeys: ['retention.ms', 'segment.bytes'] }] },
  ],
  ['DescribeConfigs', 3, describeConfigs(TOPIC, topic, ['retention.ms', 'nope'])],
  ['DescribeConfigs', 3, describeConfigs(TOPIC, 'absent')],
  ['DescribeConfigs', 3, describeConfigs(TOPIC, 'bad/name')],
  ['DescribeConfigs', 3, describeConfigs(BROKER, '')],
  ['DescribeConfigs', 3, describeConfigs(BROKER, '9')],
  ['DescribeConfigs', 3, describeConfigs(BROKER, 'x')],
  ['DescribeConfigs', 3, describeConfigs(LOGGER, '')],
  ['DescribeConfigs', 3, describeConfigs(77, 'x')],
  ['IncrementalAlterConfigs', 1, change(TOPIC, topic, ['retention.ms', SET, '1'])],
  ['IncrementalAlterConfigs', 1, change(TOPIC, topic, ['retention.ms', SET, 'soon'])],
  ['IncrementalAlterConfigs', 1, change(TOPIC, topic, ['nope', SET, '1'])],
  ['IncrementalAlterConfigs', 1, change(TOPIC, topic, ['nope', DELETE, null])],
  ['IncrementalAlterConfigs', 1, change(TOPIC, topic, ['retention.ms', APPEND, '1'])],
  ['IncrementalAlterConfigs', 1, change(TOPIC, topic, ['cleanup.policy', APPEND, 'compact'])],
  ['IncrementalAlterConfigs', 1, change(TOPIC, topic, ['cleanup.policy', SUBTRACT, 'compact'])],
  ['IncrementalAlterConfigs', 1, change(TOPIC, topic, ['retention.ms', SET, null])],
  ['IncrementalAlterConfigs', 1, change(TOPIC, topic, ['retention.ms', SET, '1'], ['retention.ms', DELETE, null])],
  ['IncrementalAlterConfigs', 1, change(TOPIC, 'absent', ['retention.ms', SET, '1'])],
  ['IncrementalAlterConfigs', 1, change(TOPIC, 'bad/name', ['retention.ms', SET, '1'])],
  ['IncrementalAlterConfigs', 1, change(TOPIC, '', ['retention.ms', SET, '1'])],
  ['IncrementalAlterConfigs', 1, change(BROKER, '', ['log.retention.ms', SET, '1'])],
  ['IncrementalAlterConfigs', 1, change(BROKER, '', ['log.retention.ms', SET, 'x'])],
  ['IncrementalAlterConfigs', 1, change(BROKER, '', ['log.retention.ms', APPEND, '1'])],
  ['IncrementalAlterConfigs', 1, change(BROKER, '', ['log.cleanup.policy', APPEND, 'compact'])],
  ['IncrementalAlterConfigs', 1, change(BROKER, '', ['broker.id', SET, '1'])],
  ['IncrementalAlterConfigs', 1, change(BROKER, '', ['listeners', SET, 'x'])],
  ['IncrementalAlterConfigs', 1, change(BROKER, '', ['nope', SET, '1'])],
  ['IncrementalAlterConfigs', 1, change(BROKER, '9', ['log.retention.ms', SET, '1'])],
  ['IncrementalAlterConfigs', 1, change(BROKER, 'x', ['log.retention.ms', SET, '1'])],
  ['IncrementalAlterConfigs', 1, change(LOGGER, '9', ['kafka', SET, 'INFO'])],
  ['IncrementalAlterConfigs', 1, change(3, 'x', ['kafka', SET, 'INFO'])],
  ['AlterConfigs', 1, replace(TOPIC, topic, ['retention.ms', '1'])],
  ['AlterConfigs', 1, replace(TOPIC, topic, ['retention.ms', 'soon'])],
  ['AlterConfigs', 1, replace(TOPIC, topic, ['nope', '1'])],
  ['AlterConfigs', 1, replace(TOPIC, 'absent', ['retention.ms', '1'])],
  ['AlterConfigs', 1, replace(BROKER, '', ['log.retention.ms', '1'])],
  ['AlterConfigs', 1, replace(BROKER, '', ['broker.id', '1'])],
  ['AlterConfigs', 1, replace(BROKER, '9', ['log.retention.ms', '1'])],
  ['AlterConfigs', 1, replace(LOGGER, '1', ['kafka', 'INFO'])],
]

const topics = (topic: string): Question[] => [
  ['Metadata', 9, metadata(topic)],
  ['Metadata', 9, metadata('absent', 'bad/name', '')],
  ['Metadata', 0, { topics: [{ name: topic }] }],
  ['Metadata', 4, { topics: [{ name: 'bad/name' }, { name: '..' }], allowAutoTopicCreation: true }],
  ['AlterReplicaLogDirs', 1, { dirs: [{ path: '/nowhere', topics: [{ name: topic, partitions: [0] }] }] }],
  [
    'OffsetForLeaderEpoch',
    3,
    {
      replicaId: -2,
      topics: [{ topic: 'absent', partitions: [{ partition: 0, currentLeaderEpoch: -1, leaderEpoch: 0 }] }],
    },
  ],
  [
    'ListOffsets',
    5,
    {
      replicaId: -1,
      isolationLevel: 0,
      topics: [{ name: 'absent', partitions: [{ partitionIndex: 0, currentLeaderEpoch: -1, timestamp: -1 }] }],
    },
  ],
  [
    'DeleteRecords',
    2,
    { topics: [{ name: 'absent', partitions: [{ partitionIndex: 0, offset: 0 }] }], timeoutMs: 1000 },
  ],
]

/** `topic` exists, with replicas on every broker that is asked. */
export function stockQuestions(topic: string): Question[] {
  return [...security, ...clientQuotas, ...configs(topic), ...topics(topic)]
}

/** Meant to differ: words of messages and documentation, which broker it is, and in what order lists come. */
export function withoutOwnWords(answer: unknown): unknown {
  if (Array.isArray(answer)) {
    const items = answer.map(withoutOwnWords)
    return items.sort((one, other) => (JSON.stringify(one) < JSON.stringify(other) ? -1 : 1))
  }
  if (typeof answer !== 'object' || answer === null || Buffer.isBuffer(answer)) return answer
  return Object.fromEntries(
    Object.entries(answer).flatMap(([key, value]) => {
      if (key === 'errorMessage') return []
      return [[key, key === 'documentation' ? value !== null && value !== '' : withoutOwnWords(value)]]
    }),
  )
}
