import { describe, expect, test } from 'vitest'
import { LoggerLevels } from '../../../broker-core/config/logger-levels'
import { recordingLogger } from './recording-logger'

describe('LoggerLevels', () => {
  test('lines below the level of their logger are dropped, also by loggers taken before the change', () => {
    const { logger, lines } = recordingLogger()
    const levels = new LoggerLevels(logger)
    const controller = levels.logger.named('kafka.controller')
    controller.debug('one')
    levels.set('kafka.controller', 'DEBUG')
    controller.debug('two')
    levels.logger.debug('three')
    levels.set('root', 'ERROR')
    levels.logger.warn('four')
    controller.info('five')
    levels.unset('kafka.controller')
    controller.info('six')
    controller.error('seven')
    controller.fatal('eight')
    expect(lines).toEqual([
      'DEBUG two (kafka.controller)',
      'INFO five (kafka.controller)',
      'ERROR seven (kafka.controller)',
      'FATAL eight (kafka.controller)',
    ])
  })

  test('names are bounded; one that is not kept follows the root', () => {
    const { logger, lines } = recordingLogger()
    const levels = new LoggerLevels(logger, 'warn', 1)
    levels.logger.named('a')
    const beyond = levels.logger.named('b')
    levels.set('b', 'TRACE')
    beyond.info('dropped')
    beyond.warn('kept')
    expect([...levels.list()]).toEqual([
      ['root', 'WARN'],
      ['a', 'WARN'],
    ])
    expect(lines).toEqual(['WARN kept (b)'])
  })
})
