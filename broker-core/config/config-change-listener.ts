import type { Logger } from '../runtime/logger'
import type { Clock } from '../runtime/time'
import type { CoordinationClient } from '../znodes/client'
import { isCoordinationError } from '../znodes/errors'
import type { ConfigZnodes } from '../znodes/operations/config-znodes'
import { CONFIG_CHANGES_PATH, type ConfigEntityType } from '../znodes/paths'

/** Takes an entity's settings as they are stored now. `entity` is sanitized; `<default>` for a type's default. */
export type EntityConfigHandler = (entity: string, config: ReadonlyMap<string, string>) => void | Promise<void>

export interface ConfigChangeListenerOptions {
  readonly configs: Pick<ConfigZnodes, 'get' | 'getAll' | 'changes' | 'purgeChanges'>
  readonly client: Pick<CoordinationClient, 'onWatchEvent' | 'addSessionHandler'>
  readonly clock: Clock
  readonly logger: Logger
  /** Entity types this broker follows; notifications of others are skipped. */
  readonly handlers: Readonly<Partial<Record<ConfigEntityType, EntityConfigHandler>>>
}

/** Notifications are deleted when they are this old, by whichever broker sees them. */
export const CHANGE_EXPIRATION_MS = 15 * 60 * 1000

/**
 * Follows `/config/changes` (kafka.server.DynamicConfigManager): notifications in order, each once, each by reading the entity's
 * settings again. One round at a time; a change during a round asks for one more. A new session reads everything again, because
 * notifications may have been made and purged while this broker was away.
 */
export class ConfigChangeListener {
  private lastSequence = -1
  private wanted: 'nothing' | 'changes' | 'everything' = 'nothing'
  private running = false
  private round = Promise.resolve()
  private closed = false
  private readonly stops: (() => void)[] = []
  private readonly logger: Logger

  constructor(private readonly options: ConfigChangeListenerOptions) {
    this.logger = options.logger.named('kafka.server.DynamicConfigManager')
  }

  /** Begins to follow changes, then hands every stored entity to its handler. Resolves when that is done. */
  async start(): Promise<void> {
    const { client } = this.options
    this.stops.push(
      client.onWatchEvent((event) => {
        if (event.type === 'childrenChanged' && event.path === CONFIG_CHANGES_PATH) void this.request('changes')
      }),
      client.addSessionHandler({
        name: 'config-change-listener',
        afterInitializingSession: () => void this.request('everything'),
      }),
    )
    await this.request('everything')
  }

  close(): void {
    this.closed = true
    for (const stop of this.stops.splice(0)) stop()
  }

  /** Joins the rounds that run, or starts one; resolves when all that was asked for is done. */
  private request(what: 'changes' | 'everything'): Promise<void> {
    if (this.wanted !== 'everything') this.wanted = what
    if (!this.running) this.round = this.rounds()
    return this.round
  }

  private async rounds(): Promise<void> {
    this.running = true
    while (this.wanted !== 'nothing' && !this.closed) {
      const what = this.wanted
      this.wanted = 'nothing'
      try {
        await this.processChanges()
        if (what === 'everything') await this.processAll()
      } catch (error) {
        if (!this.closed)
          this.logger.error(`Error while processing notification change for path = ${CONFIG_CHANGES_PATH}`, error)
      }
    }
    this.running = false
  }

  private async processChanges(): Promise<void> {
    const { configs, clock } = this.options
    const notifications = await configs.changes(this.lastSequence, { watch: true })
    for (const { sequence, change, name } of notifications) {
      if (this.closed) return
      if (change === undefined) this.logger.warn(`Notification ${CONFIG_CHANGES_PATH}/${name} cannot be read; skipped`)
      else await this.processEntity(change.type, change.entity)
      this.lastSequence = sequence
    }
    if (notifications.length > 0) await configs.purgeChanges(clock.wallMs() - CHANGE_EXPIRATION_MS)
  }

  private async processAll(): Promise<void> {
    for (const type of Object.keys(this.options.handlers) as ConfigEntityType[]) {
      for (const [entity, config] of await this.options.configs.getAll(type)) {
        if (this.closed) return
        await this.handle(type, entity, config)
      }
    }
  }

  private async processEntity(type: ConfigEntityType, entity: string): Promise<void> {
    if (this.options.handlers[type] === undefined) return
    const config = await this.options.configs.get(type, entity)
    this.logger.info(
      `Processing override for entityPath: ${type}/${entity} with keys: ${[...config.keys()].join(', ')}`,
    )
    await this.handle(type, entity, config)
  }

  /** A handler that fails costs its entity's update, not the ones after it; a lost session ends the round. */
  private async handle(type: ConfigEntityType, entity: string, config: ReadonlyMap<string, string>): Promise<void> {
    try {
      await this.options.handlers[type]?.(entity, config)
    } catch (error) {
      if (isCoordinationError(error)) throw error
      this.logger.error(`Error processing settings of ${type}/${entity}`, error)
    }
  }
}
