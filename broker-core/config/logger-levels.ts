import type { Logger, LogLevel } from '../runtime/logger'

/** The root logger's name in DescribeConfigs. */
export const ROOT_LOGGER = 'root'

/** Kafka's names of levels (LogLevelConfig), from the quietest. */
export const LEVEL_NAMES = ['FATAL', 'ERROR', 'WARN', 'INFO', 'DEBUG', 'TRACE'] as const
export type LevelName = (typeof LEVEL_NAMES)[number]

export const isLevelName = (text: string): text is LevelName => (LEVEL_NAMES as readonly string[]).includes(text)

const rank = (level: LevelName): number => LEVEL_NAMES.indexOf(level)
const nameOf = (level: LogLevel): LevelName => level.toUpperCase() as LevelName

/**
 * Levels of the broker's loggers that can be changed while it runs (BROKER_LOGGER resources, KIP-412). Wrap the broker's logger once
 * (`logger`) and hand that on: every name taken from it with `named` is known here, up to a cap.
 */
export class LoggerLevels {
  /** The broker's logger, filtered by these levels. */
  readonly logger: Logger
  private rootLevel: LevelName
  private readonly initialRootLevel: LevelName
  /** Names in use; undefined: the root's level holds. */
  private readonly levels = new Map<string, LevelName | undefined>()

  constructor(
    target: Logger,
    rootLevel: LogLevel = 'info',
    private readonly namesMax = 2_000,
  ) {
    this.rootLevel = nameOf(rootLevel)
    this.initialRootLevel = this.rootLevel
    this.logger = this.wrap(target, ROOT_LOGGER)
  }

  /** Every logger in use with its effective level, sorted, the root first. */
  list(): ReadonlyMap<string, LevelName> {
    const names = [...this.levels.keys()].sort()
    return new Map([
      [ROOT_LOGGER, this.rootLevel],
      ...names.map((name): [string, LevelName] => [name, this.levelOf(name)]),
    ])
  }

  has(name: string): boolean {
    return name === ROOT_LOGGER || this.levels.has(name)
  }

  set(name: string, level: LevelName): void {
    if (name === ROOT_LOGGER) this.rootLevel = level
    else if (this.levels.has(name)) this.levels.set(name, level)
  }

  /** Back to the root's level; the root to what it was at start. */
  unset(name: string): void {
    if (name === ROOT_LOGGER) this.rootLevel = this.initialRootLevel
    else if (this.levels.has(name)) this.levels.set(name, undefined)
  }

  private levelOf(name: string): LevelName {
    return this.levels.get(name) ?? this.rootLevel
  }

  private wrap(target: Logger, name: string): Logger {
    const enabled = (level: LevelName): boolean => rank(level) <= rank(this.levelOf(name))
    return {
      trace: (message) => enabled('TRACE') && target.trace(message),
      debug: (message) => enabled('DEBUG') && target.debug(message),
      info: (message) => enabled('INFO') && target.info(message),
      warn: (message, cause) => enabled('WARN') && target.warn(message, cause),
      error: (message, cause) => enabled('ERROR') && target.error(message, cause),
      fatal: (message, cause) => target.fatal(message, cause),
      named: (other) => {
        if (!this.levels.has(other) && this.levels.size < this.namesMax) this.levels.set(other, undefined)
        return this.wrap(target.named(other), other)
      },
    }
  }
}
