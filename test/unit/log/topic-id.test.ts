import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { LogFixture, TOPIC } from './log-fixture'

const ID = '4eBLzjzpR7eVu2EnZ6lPNg'
let fixture: LogFixture
const file = () => join(fixture.directory, 'orders-0/partition.metadata')

beforeEach(() => {
  fixture = new LogFixture()
})
afterEach(() => fixture.dispose())

describe('the topic id of a log', () => {
  it('is in partition.metadata as Kafka writes it, and found again', async () => {
    const log = await fixture.start()
    expect([log.topicId, existsSync(file())]).toEqual([undefined, false])
    log.assignTopicId(ID)
    expect(log.topicId).toBe(ID)
    await expect.poll(() => existsSync(file())).toBe(true)
    expect(readFileSync(file(), 'utf8')).toBe(`version: 0\ntopic_id: ${ID}`)
    expect((await fixture.kill()).topicId).toBe(ID)
    expect((await fixture.restart()).topicId).toBe(ID)
  })

  it('is not changed', async () => {
    const log = await fixture.start()
    log.assignTopicId(ID)
    log.assignTopicId(ID)
    expect(() => log.assignTopicId('another-id-of-22-chars')).toThrow(/has topic id/)
    expect(log.topicId).toBe(ID)
  })

  it('is neither kept nor written where topics have none', async () => {
    const log = await fixture.start()
    log.assignTopicId(ID)
    await expect.poll(() => existsSync(file())).toBe(true)
    fixture.options = { keepTopicIds: false }
    const later = await fixture.restart()
    expect([later.topicId, existsSync(file())]).toEqual([undefined, false])
    later.assignTopicId(ID)
    expect(later.topicId).toBeUndefined()
  })

  it('does not fail the directory of a log that is deleted meanwhile', async () => {
    const log = await fixture.start()
    log.assignTopicId(ID)
    fixture.manager.asyncDelete(TOPIC)
    await new Promise((resolve) => setImmediate(resolve))
    await fixture.manager.shutdown()
    expect(fixture.failures).toEqual([])
  })

  it.each([
    `version: 1\ntopic_id: ${ID}`,
    'version: 0\ntopic_id: short',
    'version: 0\ntopic_id: AAAAAAAAAAAAAAAAAAAAAA',
    '',
  ])('that cannot be read takes the directory out of service: %j', async (content) => {
    await fixture.start()
    await fixture.manager.shutdown()
    writeFileSync(file(), content)
    await expect(fixture.start()).rejects.toThrow(/specified log dirs/)
    expect(fixture.lines.some((line) => line.includes('orders-0/partition.metadata: malformed'))).toBe(true)
  })
})
