import { incrementalAlterConfigs } from '../../../../broker-core/protocol/messages/44-incremental-alter-configs'
import { LabError } from '../../api/errors'
import type { ClusterClient } from '../../client/cluster-client'
import { type CommandContext, CommandFailure } from '../command'
import { bootstrapOf, bootstrapOption, zookeeperOption } from '../kafka/cluster-options'
import { configPairs } from '../kafka/config-pairs'
import { withCluster } from '../kafka/connect'
import { illegalArgument, KafkaToolError } from '../kafka/kafka-error'
import { type ConfigResource, configLine, isOwn, resourceConfigs, resourceOf } from '../kafka/resource-configs'
import type { ParsedOptions } from '../options'
import { defineTool, refuseTogether, UsageFailure } from '../tool'

const ALTER_VERSION = 1
const SET = 0
const DELETE = 1
const TYPES = ['topics', 'clients', 'users', 'brokers', 'broker-loggers']
/** Kafka's own type of failure for a line that asks for what cannot be; the others are told with the whole line. */
const PLAIN = ['java.lang.IllegalArgumentException', 'InvalidConfigurationException']

export const kafkaConfigs = defineTool({
  name: 'kafka-configs.sh',
  summary: 'show and change settings of topics and brokers while they run',
  onBadOption: 'message',
  options: {
    ...bootstrapOption,
    ...zookeeperOption,
    alter: { about: 'change settings' },
    describe: { about: 'show settings' },
    all: { about: 'show all, defaults too' },
    'entity-type': { value: 'text', as: ['topics', 'brokers'], about: 'topics or brokers' },
    'entity-name': { value: 'text', as: 'topic', about: 'name of the topic, or id of the broker' },
    'entity-default': { about: 'the default of all brokers' },
    topic: { value: 'text', as: 'topic', about: 'short for --entity-type topics --entity-name' },
    broker: { value: 'text', as: 'broker', about: 'short for --entity-type brokers --entity-name' },
    'broker-defaults': { about: 'short for --entity-type brokers --entity-default' },
    'add-config': { value: 'text', about: 'k1=v1,k2=[v1,v2]: what to set' },
    'add-config-file': { value: 'text', as: 'file', about: 'a file with what to set' },
    'delete-config': { value: 'text', about: 'k1,k2: what to forget' },
    force: { about: 'ask nothing' },
  },
  run: async (options, context) => {
    try {
      const resource = askedFor(options)
      if (options.has('zookeeper'))
        context.out(
          'Warning: --zookeeper is deprecated and will be removed in a future version of Kafka.\nUse --bootstrap-server instead to specify a broker to connect to.\n',
        )
      return await withCluster(context, bootstrapOf(options, context), async (client) => {
        if (options.has('alter')) await alter(client, { ...resource, name: resource.name ?? '' }, options, context)
        else await describe(client, resource, options.has('all'), context)
        return 0
      })
    } catch (failure) {
      throw told(failure, context.args)
    }
  },
})

function told(failure: unknown, args: readonly string[]): unknown {
  const error = failure instanceof LabError ? new KafkaToolError('KafkaException', failure.message) : failure
  if (!(error instanceof KafkaToolError)) return failure
  if (PLAIN.includes(error.className)) return new CommandFailure(error.message)
  return new CommandFailure(
    `Error while executing config command with args '${args.join(' ')}'\njava.util.concurrent.ExecutionException: ${error.text}`,
  )
}

/** name undefined: all of the type. */
interface Asked {
  type: ConfigResource['type']
  name: string | undefined
}

function askedFor(options: ParsedOptions): Asked {
  if (['alter', 'describe'].filter((action) => options.has(action)).length !== 1)
    throw new UsageFailure('Command must include exactly one action: --describe, --alter')
  refuseTogether(options, 'describe', 'alter', 'add-config', 'delete-config')
  const short = ['topic', 'broker', 'broker-defaults'].filter((name) => options.has(name))
  const types = [...options.values('entity-type'), ...short.map((name) => (name === 'topic' ? 'topics' : 'brokers'))]
  const wrong = types.find((type) => !TYPES.includes(type))
  const connect = options.has('bootstrap-server') ? '--bootstrap-server' : '--zookeeper'
  if (wrong !== undefined)
    throw illegalArgument(
      `Invalid entity type ${wrong}, the entity type must be one of ${TYPES.join(',')} with the ${connect} argument`,
    )
  const [type] = types
  if (type === undefined) throw illegalArgument('At least one entity type must be specified')
  if (types.length > 1) throw illegalArgument("Only 'users' and 'clients' entity types may be specified together")
  if (short.length > 0 && (options.has('entity-name') || options.has('entity-type') || options.has('entity-default')))
    throw illegalArgument('--entity-{type,name,default} should not be used in conjunction with specific entity flags')
  if (!options.has('bootstrap-server') && !options.has('zookeeper'))
    throw illegalArgument('One of the required --bootstrap-server or --zookeeper arguments must be specified')
  if (options.has('bootstrap-server') && options.has('zookeeper'))
    throw illegalArgument('Only one of --bootstrap-server or --zookeeper must be specified')
  if (options.has('all') && options.has('zookeeper'))
    throw illegalArgument('--bootstrap-server must be specified for --all')
  if (type !== 'topics' && type !== 'brokers')
    throw illegalArgument(`${type}: the console knows settings of topics and brokers only`)
  const standard = options.has('entity-default') || options.has('broker-defaults')
  const name = standard ? '' : (options.value('entity-name') ?? options.value('topic') ?? options.value('broker'))
  if (type === 'brokers' && name !== undefined && name !== '' && !/^-?\d+$/.test(name))
    throw illegalArgument(`The entity name for brokers must be a valid integer broker id, but it is: ${name}`)
  if (options.has('alter')) requireAlter(options, type, name)
  return { type, name }
}

function requireAlter(options: ParsedOptions, type: string, name: string | undefined): void {
  if (type === 'brokers' && name === undefined)
    throw illegalArgument(
      'an entity-name or default entity must be specified with --alter of users, clients or brokers',
    )
  if (type === 'topics' && !name) throw illegalArgument(`an entity name must be specified with --alter of ${type}`)
  if (options.has('add-config') && options.has('add-config-file'))
    throw illegalArgument('Only one of --add-config or --add-config-file must be specified')
  if (!['add-config', 'add-config-file', 'delete-config'].some((option) => options.has(option)))
    throw illegalArgument(
      'At least one of --add-config, --add-config-file, or --delete-config must be specified with --alter',
    )
}

async function alter(
  client: ClusterClient,
  resource: ConfigResource,
  options: ParsedOptions,
  { files, out }: CommandContext,
): Promise<void> {
  const inFile = options.value('add-config-file')
  const text = options.value('add-config')
  const set =
    text !== undefined ? configPairs(text) : inFile !== undefined ? fileLines(await files.readText(inFile)) : []
  const remove = options.values('delete-config').flatMap((value) => value.split(',').map((key) => key.trim()))
  const known = await resourceConfigs(client, resource)
  const missing = remove.filter((key) => !known.some((entry) => entry.name === key && isOwn(resource, entry)))
  if (missing.length > 0)
    throw new KafkaToolError('InvalidConfigurationException', `Invalid config(s): ${missing.join(',')}`)
  const request = {
    resources: [
      {
        ...resourceOf(resource),
        configs: [
          ...[...set].map(([name, value]) => ({ name, value, configOperation: SET })),
          ...remove.map((name) => ({ name, value: null, configOperation: DELETE })),
        ],
      },
    ],
    validateOnly: false,
  }
  const answer =
    resource.type === 'brokers' && resource.name !== ''
      ? await client.broker(Number(resource.name), incrementalAlterConfigs, ALTER_VERSION, request)
      : await client.controller(incrementalAlterConfigs, ALTER_VERSION, request)
  for (const { errorCode, errorMessage } of answer.responses)
    if (errorCode !== 0) throw KafkaToolError.ofCode(errorCode, errorMessage)
  out(
    resource.name === ''
      ? `Completed updating default config for ${resource.type} in the cluster.\n`
      : `Completed updating config for ${resource.type.slice(0, -1)} ${resource.name}.\n`,
  )
}

/** key=value lines of a properties file. */
function fileLines(text: string): Map<string, string> {
  const pairs = new Map<string, string>()
  for (const line of text.split('\n')) {
    const [, key, value] = /^\s*([^#!=\s][^=]*?)\s*=\s*(.*?)\s*$/.exec(line) ?? []
    if (key !== undefined) pairs.set(key, value ?? '')
  }
  return pairs
}

async function describe(
  client: ClusterClient,
  { type, name }: Asked,
  all: boolean,
  { out }: CommandContext,
): Promise<void> {
  for (const entity of name === undefined ? await entities(client, type) : [name]) {
    const resource = { type, name: entity }
    out(
      entity === ''
        ? `Default configs for ${type} in the cluster are:\n`
        : `${all ? 'All' : 'Dynamic'} configs for ${type.slice(0, -1)} ${entity} are:\n`,
    )
    for (const entry of await resourceConfigs(client, resource))
      if (all || isOwn(resource, entry)) out(configLine(entry))
  }
}

async function entities(client: ClusterClient, type: ConfigResource['type']): Promise<string[]> {
  const { brokers, topics } = await client.metadata(type === 'topics' ? null : [])
  if (type === 'topics') return topics.map(({ name }) => name ?? '').sort()
  return [
    ...brokers
      .map(({ nodeId }) => nodeId)
      .sort((one, other) => one - other)
      .map(String),
    '',
  ]
}
