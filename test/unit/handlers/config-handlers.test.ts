import { beforeEach, describe, expect, test } from 'vitest'
import { brokerConfigOf } from '../../../broker-core/config/broker-config'
import { DynamicBrokerConfig } from '../../../broker-core/config/dynamic-broker-config'
import { LoggerLevels } from '../../../broker-core/config/logger-levels'
import { describeConfigsHandler } from '../../../broker-core/handlers/32-describe-configs'
import { alterConfigsHandler } from '../../../broker-core/handlers/33-alter-configs'
import { incrementalAlterConfigsHandler } from '../../../broker-core/handlers/44-incremental-alter-configs'
import type { HandlerResult, RequestContext } from '../../../broker-core/handlers/handler'
import { recordingLogger } from '../config/recording-logger'

const TOPIC = 2
const BROKER = 4
const LOGGER = 8
const [SET, DELETE, APPEND, SUBTRACT] = [0, 1, 2, 3] as const
const NONE = 0
const UNKNOWN_SERVER_ERROR = -1
const UNKNOWN_TOPIC_OR_PARTITION = 3
const INVALID_TOPIC = 17
const INVALID_CONFIG = 40
const INVALID_REQUEST = 42

/** The stored settings of a cluster with one topic, `t`, in memory. */
const brokerOver = () => {
  const { logger } = recordingLogger()
  const stored = new Map<string, ReadonlyMap<string, string>>()
  const notified: string[] = []
  const topics = new Set(['t'])
  const loggerLevels = new LoggerLevels(logger)
  loggerLevels.logger.named('kafka.controller.KafkaController')
  const services = {
    brokerId: 1,
    runtime: { logger },
    dynamicConfig: new DynamicBrokerConfig(brokerConfigOf({ 'broker.id': '1', 'log.segment.bytes': '1000' }), logger),
    loggerLevels,
    metadataCache: { contains: (topic: string) => topics.has(topic) },
    znodes: {
      topics: { exists: async (topic: string) => topics.has(topic) },
      configs: {
        get: async (type: string, entity: string) => new Map(stored.get(`${type}/${entity}`)),
        set: async (type: string, entity: string, config: ReadonlyMap<string, string>) => {
          stored.set(`${type}/${entity}`, new Map(config))
        },
        notifyChange: async ({ type, entity }: { type: string; entity: string }) => {
          notified.push(`${type}/${entity}`)
        },
      },
    },
  }
  const context = { broker: services } as unknown as RequestContext
  const settings = (path: string) => Object.fromEntries(stored.get(path) ?? [])
  return { context, services, stored, notified, settings }
}

const answer = <Response>(result: HandlerResult<Response>): Response => {
  if (result === 'noResponse' || result === 'close') throw new Error(`answered ${result}`)
  return result
}

let over = brokerOver()
beforeEach(() => {
  over = brokerOver()
})

const incremental = async (
  resourceType: number,
  resourceName: string,
  changes: readonly [name: string, configOperation: number, value: string | null][],
  validateOnly = false,
) => {
  const configs = changes.map(([name, configOperation, value]) => ({ name, configOperation, value }))
  const request = { resources: [{ resourceType, resourceName, configs }], validateOnly }
  const { responses } = answer(await incrementalAlterConfigsHandler.handle(request, over.context))
  return responses[0] as NonNullable<(typeof responses)[0]>
}

const replace = async (
  resourceType: number,
  resourceName: string,
  settings: readonly [name: string, value: string | null][],
  validateOnly = false,
) => {
  const configs = settings.map(([name, value]) => ({ name, value }))
  const request = { resources: [{ resourceType, resourceName, configs }], validateOnly }
  const { responses } = answer(await alterConfigsHandler.handle(request, over.context))
  return responses[0] as NonNullable<(typeof responses)[0]>
}

const describeOne = async (resourceType: number, resourceName: string, keys: string[] | null = null, more = true) => {
  const request = {
    resources: [{ resourceType, resourceName, configurationKeys: keys }],
    includeSynonyms: more,
    includeDocumentation: more,
  }
  const { results } = answer(await describeConfigsHandler.handle(request, over.context))
  return results[0] as NonNullable<(typeof results)[0]>
}

describe('IncrementalAlterConfigs', () => {
  test('set, delete, append and subtract on a topic, stored and announced', async () => {
    over.stored.set(
      'topics/t',
      new Map([
        ['retention.ms', '5'],
        ['segment.ms', '7'],
      ]),
    )
    const outcome = await incremental(TOPIC, 't', [
      ['retention.ms', SET, '9'],
      ['segment.ms', DELETE, null],
      ['cleanup.policy', APPEND, 'compact'],
      ['leader.replication.throttled.replicas', APPEND, '0:1,0:2'],
    ])
    expect(outcome).toMatchObject({ errorCode: NONE, errorMessage: null, resourceType: TOPIC, resourceName: 't' })
    expect(over.settings('topics/t')).toEqual({
      'retention.ms': '9',
      'cleanup.policy': 'delete,compact',
      'leader.replication.throttled.replicas': '0:1,0:2',
    })
    expect(over.notified).toEqual(['topics/t'])
    await incremental(TOPIC, 't', [['cleanup.policy', SUBTRACT, 'delete,nothing']])
    expect(over.settings('topics/t')['cleanup.policy']).toBe('compact')
  })

  test('validate only stores nothing and tells nobody', async () => {
    expect((await incremental(TOPIC, 't', [['retention.ms', SET, '9']], true)).errorCode).toBe(NONE)
    expect((await incremental(BROKER, '', [['num.io.threads', SET, '9']], true)).errorCode).toBe(NONE)
    expect([over.stored.size, over.notified]).toEqual([0, []])
  })

  test.each<[string, number, string, [string, number, string | null][], number, RegExp]>([
    ['unknown key', TOPIC, 't', [['no.such', SET, '1']], INVALID_CONFIG, /Unknown topic config name: no\.such/],
    ['unknown list', TOPIC, 't', [['no.such', APPEND, '1']], INVALID_CONFIG, /no\.such/],
    ['bad value', TOPIC, 't', [['retention.ms', SET, 'x']], INVALID_REQUEST, /type=TOPIC, name='t'.*retention\.ms=x/],
    ['bad range', TOPIC, 't', [['segment.bytes', SET, '1']], INVALID_REQUEST, /14/],
    [
      'conflict',
      TOPIC,
      't',
      [
        ['min.compaction.lag.ms', SET, '5'],
        ['max.compaction.lag.ms', SET, '4'],
      ],
      INVALID_CONFIG,
      /\(5\) > max/,
    ],
    ['null', TOPIC, 't', [['retention.ms', SET, null]], INVALID_REQUEST, /SET:retention\.ms/],
    [
      'twice',
      TOPIC,
      't',
      [
        ['retention.ms', SET, '1'],
        ['retention.ms', DELETE, null],
      ],
      INVALID_REQUEST,
      /duplicate config keys : retention\.ms/,
    ],
    ['append to a number', TOPIC, 't', [['retention.ms', APPEND, '1']], INVALID_REQUEST, /append is not allowed/],
    ['no such operation', TOPIC, 't', [['retention.ms', 7, '1']], INVALID_REQUEST, /operation 7/],
    ['no such topic', TOPIC, 'u', [['retention.ms', SET, '1']], UNKNOWN_SERVER_ERROR, /"u" does not exist/],
    ['no topic name', TOPIC, 'a b', [['retention.ms', SET, '1']], INVALID_TOPIC, /illegal/],
    ['another broker', BROKER, '2', [['num.io.threads', SET, '9']], INVALID_REQUEST, /expected 1, but received 2/],
    ['not a broker', BROKER, 'x', [['num.io.threads', SET, '9']], INVALID_REQUEST, /must be an integer/],
    ['static key', BROKER, '1', [['broker.rack', SET, 'r']], INVALID_REQUEST, /broker\.rack/],
    [
      'per-broker key',
      BROKER,
      '',
      [['advertised.listeners', SET, 'PLAINTEXT://a:1']],
      INVALID_REQUEST,
      /whole cluster/,
    ],
    ['too many threads', BROKER, '1', [['num.io.threads', SET, '99']], INVALID_REQUEST, /double/],
    ['unknown resource', 3, 'x', [['a', SET, '1']], INVALID_REQUEST, /Unexpected resource type UNKNOWN/],
  ])('%s', async (_name, type, name, changes, errorCode, message) => {
    const outcome = await incremental(type, name, changes)
    expect(outcome.errorCode).toBe(errorCode)
    expect(outcome.errorMessage).toMatch(message)
    expect([over.stored.size, over.notified]).toEqual([0, []])
  })

  test('broker and default settings go to their znodes; what is stored and unusable is dropped', async () => {
    over.stored.set(
      'brokers/1',
      new Map([
        ['broker.rack', 'old'],
        ['message.max.bytes', '5'],
      ]),
    )
    expect((await incremental(BROKER, '1', [['num.io.threads', SET, '9']])).errorCode).toBe(NONE)
    expect((await incremental(BROKER, '', [['log.retention.ms', SET, '7']])).errorCode).toBe(NONE)
    expect(over.settings('brokers/1')).toEqual({ 'message.max.bytes': '5', 'num.io.threads': '9' })
    expect(over.settings('brokers/<default>')).toEqual({ 'log.retention.ms': '7' })
    expect(over.notified).toEqual(['brokers/1', 'brokers/<default>'])
  })

  test('one resource that is refused does not hold up the others', async () => {
    const configs = [{ name: 'retention.ms', configOperation: SET, value: '5' }]
    const { responses } = answer(
      await incrementalAlterConfigsHandler.handle(
        {
          resources: ['u', 't'].map((resourceName) => ({ resourceType: TOPIC, resourceName, configs })),
          validateOnly: false,
        },
        over.context,
      ),
    )
    expect(responses.map(({ resourceName, errorCode }) => [resourceName, errorCode])).toEqual([
      ['u', UNKNOWN_SERVER_ERROR],
      ['t', NONE],
    ])
    expect(over.notified).toEqual(['topics/t'])
  })
})

describe('AlterConfigs', () => {
  test('replaces everything a topic or broker sets', async () => {
    over.stored.set('topics/t', new Map([['retention.ms', '5']]))
    expect((await replace(TOPIC, 't', [['segment.ms', '7']])).errorCode).toBe(NONE)
    expect(over.settings('topics/t')).toEqual({ 'segment.ms': '7' })
    expect((await replace(BROKER, '1', [])).errorCode).toBe(NONE)
    expect(over.notified).toEqual(['topics/t', 'brokers/1'])
  })

  test.each<[number, string, [string, string | null][], number]>([
    [TOPIC, 't', [['retention.ms', null]], INVALID_REQUEST],
    [TOPIC, 't', [['no.such', '1']], INVALID_CONFIG],
    [TOPIC, 't', [['retention.ms', 'x']], INVALID_REQUEST],
    [BROKER, '1', [['zookeeper.connect', 'x']], INVALID_REQUEST],
    [LOGGER, '1', [['root', 'INFO']], INVALID_REQUEST],
  ])('%i %s %j is refused', async (type, name, settings, errorCode) => {
    expect((await replace(type, name, settings)).errorCode).toBe(errorCode)
    expect(over.notified).toEqual([])
  })
})

describe('DescribeConfigs', () => {
  test('a topic with its stored overrides, by name', async () => {
    over.stored.set('topics/t', new Map([['segment.bytes', '2000']]))
    const result = await describeOne(TOPIC, 't', ['segment.bytes', 'retention.ms'])
    expect(result).toMatchObject({ errorCode: NONE, resourceType: TOPIC, resourceName: 't' })
    expect(result.configs).toEqual([
      expect.objectContaining({
        name: 'retention.ms',
        value: '604800000',
        isDefault: false,
        configSource: 5,
        configType: 5,
      }),
      {
        name: 'segment.bytes',
        value: '2000',
        readOnly: false,
        isDefault: false,
        configSource: 1,
        isSensitive: false,
        synonyms: [
          { name: 'segment.bytes', value: '2000', source: 1 },
          { name: 'log.segment.bytes', value: '1000', source: 4 },
          { name: 'log.segment.bytes', value: '1073741824', source: 5 },
        ],
        configType: 3,
        documentation: expect.stringMatching(/segment/),
      },
    ])
  })

  test('synonyms and documentation only when asked for', async () => {
    const { configs } = await describeOne(TOPIC, 't', ['segment.bytes'], false)
    expect(configs[0]).toMatchObject({ synonyms: [], documentation: null, configSource: 4 })
  })

  test.each<[number, string, number]>([
    [TOPIC, 'u', UNKNOWN_TOPIC_OR_PARTITION],
    [TOPIC, 'a/b', INVALID_TOPIC],
    [BROKER, '2', INVALID_REQUEST],
    [LOGGER, '', INVALID_REQUEST],
    [3, 'g', INVALID_REQUEST],
  ])('%i %j is refused', async (type, name, errorCode) => {
    expect(await describeOne(type, name)).toMatchObject({ errorCode, configs: [] })
  })

  test('this broker, and the default of all', async () => {
    over.services.dynamicConfig.updateDefaultConfig(new Map([['num.io.threads', '9']]))
    expect((await describeOne(BROKER, '1')).configs).toHaveLength(208)
    expect((await describeOne(BROKER, '')).configs).toMatchObject([
      { name: 'num.io.threads', value: '9', configSource: 3 },
    ])
  })
})

describe('loggers', () => {
  const CONTROLLER = 'kafka.controller.KafkaController'
  const levels = async () =>
    Object.fromEntries((await describeOne(LOGGER, '1')).configs.map(({ name, value }) => [name, value]))

  test('are listed, set and unset', async () => {
    expect(await levels()).toEqual({ root: 'INFO', [CONTROLLER]: 'INFO' })
    expect((await incremental(LOGGER, '1', [[CONTROLLER, SET, 'DEBUG']])).errorCode).toBe(NONE)
    expect(await levels()).toEqual({ root: 'INFO', [CONTROLLER]: 'DEBUG' })
    await incremental(LOGGER, '1', [
      ['root', SET, 'ERROR'],
      [CONTROLLER, DELETE, null],
    ])
    expect(await levels()).toEqual({ root: 'ERROR', [CONTROLLER]: 'ERROR' })
  })

  test.each<[string, [string, number, string | null][]]>([
    ['no such logger', [['kafka.x', SET, 'INFO']]],
    ['no such level', [[CONTROLLER, SET, 'LOUD']]],
    ['root cannot be unset', [['root', DELETE, null]]],
    ['append', [[CONTROLLER, APPEND, 'INFO']]],
    [
      'nothing is done when one change is wrong',
      [
        [CONTROLLER, SET, 'TRACE'],
        ['kafka.x', SET, 'INFO'],
      ],
    ],
  ])('%s', async (_name, changes) => {
    expect((await incremental(LOGGER, '1', changes)).errorCode).toBe(INVALID_REQUEST)
    expect(await levels()).toEqual({ root: 'INFO', [CONTROLLER]: 'INFO' })
  })
})
