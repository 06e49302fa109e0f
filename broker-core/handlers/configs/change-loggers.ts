import { ConfigError } from '../../config/config-error'
import { isLevelName, LEVEL_NAMES, type LoggerLevels, ROOT_LOGGER } from '../../config/logger-levels'
import type { ConfigChange } from './incremental'
import { invalidRequest } from './resources'

/** Sets and unsets levels of this broker's loggers (KIP-412); all changes are checked before the first is made. */
export const changeLoggerLevels = (
  levels: Pick<LoggerLevels, 'has' | 'set' | 'unset'>,
  changes: readonly ConfigChange[],
  validateOnly: boolean,
): void => {
  for (const change of changes) requireAllowed(levels, change)
  if (validateOnly) return
  for (const { name, operation, value } of changes) {
    if (operation === 'DELETE') levels.unset(name)
    else if (value !== null && isLevelName(value)) levels.set(name, value)
  }
}

const requireAllowed = (levels: Pick<LoggerLevels, 'has'>, { name, operation, value }: ConfigChange): void => {
  if (operation === 'APPEND' || operation === 'SUBTRACT')
    throw invalidRequest(`${operation} operation is not allowed for the BROKER_LOGGER resource`)
  if (!levels.has(name)) throw new ConfigError(name, undefined, `Logger ${name} does not exist!`)
  if (operation === 'DELETE' && name === ROOT_LOGGER)
    throw invalidRequest(`Removing the log level of the ${ROOT_LOGGER} logger is not allowed`)
  if (operation === 'SET' && (value === null || !isLevelName(value)))
    throw new ConfigError(
      name,
      value ?? undefined,
      `is not a supported log level; valid log levels are ${LEVEL_NAMES.join(', ')}`,
    )
}
