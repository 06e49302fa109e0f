import { ConfigError } from '../../config/config-error'
import { ErrorCode } from '../../protocol/error-codes'
import type { Logger } from '../../runtime/logger'
import { ACCEPTED, ConfigRefusal, type ConfigResource, type ResourceOutcome, resourceText } from './resources'

/** What a client is told of a failure with one resource; what nobody expected is logged and kept to ourselves. */
export const outcomeOf = (error: unknown, resource: ConfigResource, logger: Logger): ResourceOutcome => {
  if (error instanceof ConfigRefusal) return { errorCode: error.code, errorMessage: error.message }
  if (error instanceof ConfigError)
    return {
      errorCode: ErrorCode.INVALID_REQUEST,
      errorMessage: `Invalid config value for resource ${resourceText(resource)}: ${error.message}`,
    }
  logger.error(`Error processing configs of ${resourceText(resource)}`, error)
  return { errorCode: ErrorCode.UNKNOWN_SERVER_ERROR, errorMessage: null }
}

/** Runs a change of one resource and turns its end into an outcome. */
export const attempt = async (
  resource: ConfigResource,
  logger: Logger,
  change: () => Promise<void>,
): Promise<ResourceOutcome> => {
  try {
    await change()
    return ACCEPTED
  } catch (error) {
    const outcome = outcomeOf(error, resource, logger)
    logger.info(`Change of ${resourceText(resource)} refused: ${outcome.errorMessage ?? 'see the error above'}`)
    return outcome
  }
}
