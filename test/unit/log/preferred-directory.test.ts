import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { LogFixture } from './log-fixture'

let fixture: LogFixture
beforeEach(() => {
  fixture = new LogFixture()
})
afterEach(() => fixture.dispose())

it('a log is made in the directory that was asked for, once, and only while it is in service', async () => {
  const [one, two] = [join(fixture.root, 'one'), join(fixture.root, 'two')]
  fixture.options = { logDirs: [one, two] }
  await fixture.start()
  const { manager } = fixture
  const make = (partition: number) => manager.getOrCreateLog({ topic: 't', partition }, { isNew: true }).parentDirectory
  const asked = { topic: 't', partition: 0 }
  // The first log of all went to `one`: left alone, the next goes to `two`.
  expect(manager.allLogs().map((log) => log.parentDirectory)).toEqual([one])
  manager.preferLogDir(asked, one)
  expect(make(0)).toBe(one)
  expect(make(1)).toBe(two)
  manager.asyncDelete(asked)
  expect(make(2)).toBe(one)
  expect(make(3)).toBe(two)
  expect(make(0)).toBe(one)
  manager.preferLogDir({ topic: 't', partition: 9 }, one)
  manager.handleLogDirFailure(one, new Error('broken'))
  expect(make(9)).toBe(two)
})
