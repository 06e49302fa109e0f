import { usesTopicIds } from '../config/api-version'
import type { DescribedConfig } from '../config/describe-config'
import { ErrorCode } from '../protocol/error-codes'
import type { Runtime } from '../runtime/runtime'
import type { ClusterZnodes } from '../znodes/cluster-znodes'
import { CoordinationError, isCoordinationError } from '../znodes/errors'
import type { ApiError } from './controller-api'
import type { ControllerSettings } from './controller-settings'
import type { BrokerPlace } from './decisions/assign-replicas'
import { type GrowthWish, planGrowth } from './decisions/create-partitions-plan'
import { type CreationDefaults, planTopic, type TopicPlan, type TopicWish } from './decisions/create-topic-plan'
import { NO_ERROR } from './decisions/reassignment-plan'
import { collidingTopics } from './decisions/topic-name'
import { settledAssignment } from './replica-assignment'
import { newTopicId } from './topic-id'
import { haveLeaders, metadataShows, type TopicMetadata } from './topic-metadata'

export interface TopicAdminOptions {
  runtime: Pick<Runtime, 'scheduler' | 'random' | 'logger'>
  znodes: ClusterZnodes
  metadata: TopicMetadata
  /** Broker settings now. */
  settings: () => CreationDefaults & Pick<ControllerSettings, 'interBrokerProtocolVersion'>
  /** All settings a topic with these own ones would have, for the answer of CreateTopics 5. */
  describeTopic: (configs: ReadonlyMap<string, string>) => DescribedConfig[]
}

export interface TopicOutcome {
  name: string
  error: ApiError
}

export interface CreationOutcome extends TopicOutcome {
  /** What was, or for validate_only would be, created; undefined with an error. */
  created:
    | {
        /** undefined: only validated, or topics have no ids. */
        topicId: string | undefined
        numPartitions: number
        replicationFactor: number
        configs: DescribedConfig[]
      }
    | undefined
}

/** A step that was refused; with an error code of NONE it went well. */
interface Attempt<Result> {
  name: string
  error: ApiError
  result: Result | undefined
}

type CreatedTopic = TopicPlan & { topicId: string | undefined }

const TIMED_OUT: ApiError = { code: ErrorCode.REQUEST_TIMED_OUT, message: null }

/**
 * Creates, grows and deletes topics by writing znodes, and waits until the metadata cache shows the controller's work
 * (kafka.server.AdminManager over kafka.zk.AdminZkClient). Every broker has one; requests about it are for the controller's only.
 */
export class TopicAdmin {
  private readonly logger

  constructor(private readonly options: TopicAdminOptions) {
    this.logger = options.runtime.logger.named('kafka.server.AdminManager')
  }

  /** Names are unique. REQUEST_TIMED_OUT: written, but not all partitions have leaders yet. */
  async createTopics(
    wishes: readonly TopicWish[],
    timeoutMs: number,
    validateOnly: boolean,
  ): Promise<CreationOutcome[]> {
    const attempts: Attempt<CreatedTopic>[] = []
    for (const wish of wishes) attempts.push(await this.create(wish, validateOnly))
    const { metadata } = this.options
    const isReady = ({ name, result }: Attempt<CreatedTopic>) =>
      haveLeaders(metadata, name, result?.assignments.keys() ?? [])
    const finished = await this.settle(attempts, timeoutMs, validateOnly, isReady)
    return finished.map(({ name, error, result }) => ({
      name,
      error,
      created: error.code === ErrorCode.NONE && result !== undefined ? this.describe(result) : undefined,
    }))
  }

  /** REQUEST_TIMED_OUT: asked for, but brokers still know the topic. */
  async deleteTopics(names: readonly string[], timeoutMs: number): Promise<TopicOutcome[]> {
    const attempts: Attempt<true>[] = []
    for (const name of names) attempts.push(await this.requestDeletion(name))
    const finished = await this.settle(attempts, timeoutMs, false, ({ name }) => !this.options.metadata.contains(name))
    return finished.map(outcomeOf)
  }

  async createPartitions(
    wishes: readonly GrowthWish[],
    timeoutMs: number,
    validateOnly: boolean,
  ): Promise<TopicOutcome[]> {
    const brokers = await this.registeredBrokers()
    const attempts: Attempt<number[]>[] = []
    for (const wish of wishes) attempts.push(await this.grow(wish, brokers, validateOnly))
    const { metadata } = this.options
    const isReady = ({ name, result }: Attempt<number[]>) => haveLeaders(metadata, name, result ?? [])
    const finished = await this.settle(attempts, timeoutMs, validateOnly, isReady)
    return finished.map(outcomeOf)
  }

  /**
   * A topic that a client asked about and that does not exist (auto.create.topics.enable): any broker writes it, with its own defaults
   * or those given. Returns LEADER_NOT_AVAILABLE (ask again) or why it cannot be.
   */
  async autoCreate(name: string, own?: CreationDefaults & { configs: ReadonlyMap<string, string> }): Promise<number> {
    const { settings } = this.options
    const { numPartitions, defaultReplicationFactor } = own ?? settings()
    const brokers = await this.registeredBrokers()
    // Racks count only when every broker has one (RackAwareMode.Safe).
    const unracked = brokers.some(({ rack }) => rack === null) ? brokers.map(({ id }) => ({ id, rack: null })) : brokers
    const configs = [...(own?.configs ?? [])].map(([key, value]) => ({ name: key, value }))
    const wish = { name, numPartitions, replicationFactor: defaultReplicationFactor, assignments: [], configs }
    const attempt = await this.write(wish, unracked, false)
    const { code } = attempt.error
    return code === ErrorCode.NONE || code === ErrorCode.TOPIC_ALREADY_EXISTS ? ErrorCode.LEADER_NOT_AVAILABLE : code
  }

  private async create(wish: TopicWish, validateOnly: boolean): Promise<Attempt<CreatedTopic>> {
    const { metadata } = this.options
    if (metadata.contains(wish.name)) return { name: wish.name, error: alreadyExists(wish.name), result: undefined }
    const brokers = metadata.aliveBrokers().map(({ id, rack }) => ({ id, rack }))
    return this.write(wish, brokers.sort(byId), validateOnly)
  }

  private write(
    wish: TopicWish,
    brokers: readonly BrokerPlace[],
    validateOnly: boolean,
  ): Promise<Attempt<CreatedTopic>> {
    return this.attempt<CreatedTopic>(wish.name, async () => {
      const { znodes, runtime, settings } = this.options
      const plan = planTopic(wish, brokers, settings(), (exclusiveMax) => runtime.random.integer(exclusiveMax))
      if ('code' in plan) return plan
      const taken = await this.nameTaken(wish.name)
      if (taken !== undefined) return taken
      if (validateOnly) return { ...plan, topicId: undefined }
      await znodes.configs.set('topics', wish.name, plan.configs)
      const partitions = new Map([...plan.assignments].map(([partition, ids]) => [partition, settledAssignment(ids)]))
      const topicId = usesTopicIds(settings().interBrokerProtocolVersion) ? newTopicId(runtime.random) : undefined
      try {
        await znodes.topics.create(wish.name, topicId === undefined ? { partitions } : { partitions, topicId })
      } catch (error) {
        if (isCoordinationError(error, 'NODEEXISTS')) return alreadyExists(wish.name)
        throw error
      }
      this.logger.info(`Created topic ${wish.name} with ${partitions.size} partitions`)
      return { ...plan, topicId }
    })
  }

  private async nameTaken(name: string): Promise<ApiError | undefined> {
    const { topics } = this.options.znodes
    if (await topics.exists(name)) return alreadyExists(name)
    if (!/[._]/.test(name)) return undefined
    const colliding = collidingTopics(name, await topics.names())
    if (colliding.includes(name)) return alreadyExists(name)
    if (colliding.length === 0) return undefined
    const message = `Topic '${name}' collides with existing topics: ${colliding.join(', ')}`
    return { code: ErrorCode.INVALID_TOPIC_EXCEPTION, message }
  }

  private requestDeletion(name: string): Promise<Attempt<true>> {
    return this.attempt<true>(name, async () => {
      const { topics } = this.options.znodes
      if (!(await topics.exists(name))) return { code: ErrorCode.UNKNOWN_TOPIC_OR_PARTITION, message: null }
      try {
        await topics.requestDeletion(name)
      } catch (error) {
        // Asked for already: this request waits for the same deletion.
        if (!isCoordinationError(error, 'NODEEXISTS')) throw error
      }
      return true
    })
  }

  private grow(wish: GrowthWish, brokers: readonly BrokerPlace[], validateOnly: boolean): Promise<Attempt<number[]>> {
    return this.attempt<number[]>(wish.name, async () => {
      const { topics } = this.options.znodes
      if (await topics.isMarkedForDeletion(wish.name)) {
        return { code: ErrorCode.INVALID_TOPIC_EXCEPTION, message: 'The topic is queued for deletion.' }
      }
      const existing = await topics.assignment(wish.name)
      const plan = planGrowth(wish, existing?.partitions, brokers)
      if (!(plan instanceof Map)) return plan
      if (!validateOnly) {
        await topics.setAssignment(wish.name, { ...existing, partitions: plan })
        this.logger.info(`Topic ${wish.name} grows to ${plan.size} partitions`)
      }
      return [...plan.keys()]
    })
  }

  /** Runs one topic's step; the coordination service's refusal costs this topic only. */
  private async attempt<Result>(name: string, step: () => Promise<Result | ApiError>): Promise<Attempt<Result>> {
    try {
      const result = await step()
      if (isApiError(result)) return { name, error: result, result: undefined }
      return { name, error: NO_ERROR, result }
    } catch (error) {
      this.logger.error(`Error processing a request about topic ${name}`, error)
      const message = error instanceof CoordinationError ? error.message : null
      return { name, error: { code: ErrorCode.UNKNOWN_SERVER_ERROR, message }, result: undefined }
    }
  }

  /** Waits for what was written to show; what does not in time is REQUEST_TIMED_OUT. */
  private async settle<Result>(
    attempts: readonly Attempt<Result>[],
    timeoutMs: number,
    validateOnly: boolean,
    isReady: (attempt: Attempt<Result>) => boolean,
  ): Promise<Attempt<Result>[]> {
    if (validateOnly) return [...attempts]
    const pending = attempts.filter(({ error }) => error.code === ErrorCode.NONE)
    const { metadata, runtime } = this.options
    await metadataShows(metadata, runtime.scheduler, timeoutMs, () => pending.every(isReady))
    return attempts.map((attempt) => {
      const late = pending.includes(attempt) && (timeoutMs <= 0 || !isReady(attempt))
      return late ? { ...attempt, error: TIMED_OUT } : attempt
    })
  }

  private describe({ assignments, configs, topicId }: CreatedTopic): NonNullable<CreationOutcome['created']> {
    const replicationFactor = assignments.get(0)?.length ?? -1
    return { topicId, numPartitions: assignments.size, replicationFactor, configs: this.options.describeTopic(configs) }
  }

  private async registeredBrokers(): Promise<BrokerPlace[]> {
    const brokers = await this.options.znodes.brokers.live()
    return brokers.map(({ id, rack }) => ({ id, rack: rack ?? null })).sort(byId)
  }
}

function outcomeOf({ name, error }: TopicOutcome): TopicOutcome {
  return { name, error }
}

function alreadyExists(name: string): ApiError {
  return { code: ErrorCode.TOPIC_ALREADY_EXISTS, message: `Topic '${name}' already exists.` }
}

function isApiError(value: unknown): value is ApiError {
  return typeof value === 'object' && value !== null && 'code' in value && 'message' in value
}

function byId(left: BrokerPlace, right: BrokerPlace): number {
  return left.id - right.id
}
