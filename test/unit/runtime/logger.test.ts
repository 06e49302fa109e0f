import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createFileLogger, createLogger } from '../../../broker-core/runtime/node'

describe('logger', () => {
  let directory: string
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'highwater-log-'))
  })
  afterEach(() => rmSync(directory, { recursive: true, force: true }))

  it('writes lines of log4j shape and drops what is below its level', () => {
    const lines: string[] = []
    const logger = createLogger([(line) => void lines.push(line)], { level: 'info' })
    const named = logger.named('kafka.log.Log')
    named.debug('hidden')
    named.info('shown')
    expect(lines).toHaveLength(1)
    expect(lines[0]).toMatch(/^\[\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3}\] INFO shown \(kafka\.log\.Log\)\n$/)
    logger.setLevel('debug')
    named.debug('now shown')
    named.error('broken', new Error('why'))
    expect(lines[1]).toContain('DEBUG now shown')
    expect(lines[2]).toContain('Error: why')
  })

  it('rolls its file by size and keeps a bounded number', () => {
    const path = join(directory, 'server.log')
    const logger = createFileLogger({ path, sizeMax: 1000, backups: 2 })
    for (let index = 0; index < 100; index++) logger.info(`line ${index}`)
    expect(readdirSync(directory).sort()).toEqual(['server.log', 'server.log.1', 'server.log.2'])
    expect(readFileSync(path, 'utf8')).toContain('line 99')
    logger.close()
    logger.info('after the end')
  })
})
