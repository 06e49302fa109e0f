import type { Logger } from '../runtime/logger'
import { type BrokerConfig, brokerConfigFrom } from './broker-config'
import { ConfigError } from './config-error'
import { type ConfigLevels, mergeLevels } from './config-levels'
import { dynamicUpdateProblems } from './dynamic-rules'
import { dynamicProblem, usableDynamicConfig } from './dynamic-scope'

/** A part of the broker that follows dynamic updates. */
export interface Reconfigurable {
  /** For log lines. */
  readonly name: string
  readonly keys: readonly string[]
  /** Throws a `ConfigError` for a change it could not follow. Called for updates that are only tried, too. */
  validate?(next: BrokerConfig, current: BrokerConfig): void
  /** The update is in force. Not awaited by the update; a failure is logged. */
  reconfigure(next: BrokerConfig, previous: BrokerConfig): void | Promise<void>
}

/** Keys whose change means nothing unless somebody opens or closes sockets for it. */
const LISTENER_KEYS = ['listeners', 'advertised.listeners', 'listener.security.protocol.map']

/**
 * A broker's configuration with the dynamic settings of `/config/brokers` laid over its server.properties: per broker, then the
 * cluster's default, then the file, then Kafka's defaults (kafka.server.DynamicBrokerConfig, KIP-226).
 */
export class DynamicBrokerConfig {
  private levelsNow: ConfigLevels
  private currentConfig: BrokerConfig
  private readonly reconfigurables = new Set<Reconfigurable>()
  private readonly logger: Logger

  constructor(staticConfig: BrokerConfig, logger: Logger) {
    this.logger = logger.named('kafka.server.DynamicBrokerConfig')
    this.levelsNow = { dynamicBroker: new Map(), dynamicDefault: new Map(), static: staticConfig.originals }
    this.currentConfig = staticConfig
  }

  /** What is in force now. */
  get current(): BrokerConfig {
    return this.currentConfig
  }

  /** The same, by level: what describe shows. */
  get levels(): ConfigLevels {
    return this.levelsNow
  }

  /** Follows later updates of the given keys. Returns how to stop. */
  addReconfigurable(reconfigurable: Reconfigurable): () => void {
    this.reconfigurables.add(reconfigurable)
    return () => this.reconfigurables.delete(reconfigurable)
  }

  /**
   * Would these settings be accepted as the whole of this broker's (or the default's) dynamic ones? Throws the `ConfigError` that
   * Kafka answers with INVALID_REQUEST.
   */
  validate(settings: ReadonlyMap<string, string>, perBroker: boolean): void {
    for (const [key, text] of settings) {
      const problem = dynamicProblem(key, text, perBroker)
      if (problem !== undefined) throw problem
    }
    const next = brokerConfigFrom(mergeLevels(this.levelsWith(settings, perBroker)))
    this.validateChange(next, changedKeys(this.currentConfig, next))
  }

  /**
   * What is stored when the broker starts. Nothing runs yet that a large step could hurt, so the rules about steps do not apply; later
   * updates go through `updateBrokerConfig` and `updateDefaultConfig`.
   */
  initialize(storedDefault: ReadonlyMap<string, string>, storedBroker: ReadonlyMap<string, string>): void {
    this.update(storedDefault, false, false)
    this.update(storedBroker, true, false)
  }

  /** `/config/brokers/<id>` of this broker is now this. What cannot be used is ignored with an error line. */
  updateBrokerConfig(stored: ReadonlyMap<string, string>): void {
    this.update(stored, true)
  }

  /** `/config/brokers/<default>` is now this. */
  updateDefaultConfig(stored: ReadonlyMap<string, string>): void {
    this.update(stored, false)
  }

  private update(stored: ReadonlyMap<string, string>, perBroker: boolean, running = true): void {
    const what = perBroker ? 'Per-broker configs' : 'Cluster default configs'
    const { usable, ignored } = usableDynamicConfig(stored, perBroker)
    for (const problem of ignored) this.logger.error(`${what}: ignored ${problem.message}`)
    const levels = this.levelsWith(usable, perBroker)
    try {
      this.apply(levels, running)
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error
      this.logger.error(`${what} could not be applied: ${error.message}`)
    }
  }

  private apply(levels: ConfigLevels, running: boolean): void {
    const previous = this.currentConfig
    const next = brokerConfigFrom(mergeLevels(levels))
    const changed = changedKeys(previous, next)
    if (running) this.validateChange(next, changed)
    this.levelsNow = levels
    if (changed.size === 0) return
    this.currentConfig = next
    this.logger.info(`Dynamic update of ${[...changed].sort().join(', ')}`)
    for (const reconfigurable of this.following(changed)) void this.reconfigure(reconfigurable, next, previous)
  }

  private async reconfigure(reconfigurable: Reconfigurable, next: BrokerConfig, previous: BrokerConfig): Promise<void> {
    try {
      await reconfigurable.reconfigure(next, previous)
    } catch (error) {
      this.logger.error(`${reconfigurable.name} did not follow a dynamic update`, error)
    }
  }

  private validateChange(next: BrokerConfig, changed: ReadonlySet<string>): void {
    const [problem] = dynamicUpdateProblems(this.currentConfig, next)
    if (problem !== undefined) throw problem
    const unserved = LISTENER_KEYS.find((key) => changed.has(key) && this.following(new Set([key])).length === 0)
    if (unserved !== undefined)
      throw new ConfigError(
        unserved,
        next.texts.get(unserved),
        'cannot be changed while the broker runs; set it in server.properties and restart',
      )
    for (const reconfigurable of this.following(changed)) reconfigurable.validate?.(next, this.currentConfig)
  }

  private following(changed: ReadonlySet<string>): Reconfigurable[] {
    return [...this.reconfigurables].filter(({ keys }) => keys.some((key) => changed.has(key)))
  }

  private levelsWith(settings: ReadonlyMap<string, string>, perBroker: boolean): ConfigLevels {
    const copy = new Map(settings)
    return perBroker ? { ...this.levelsNow, dynamicBroker: copy } : { ...this.levelsNow, dynamicDefault: copy }
  }
}

/** Keys given in one and not, or otherwise, in the other. */
const changedKeys = (previous: BrokerConfig, next: BrokerConfig): ReadonlySet<string> => {
  const keys = [...previous.originals.keys(), ...next.originals.keys()]
  return new Set(keys.filter((key) => previous.originals.get(key) !== next.originals.get(key)))
}
