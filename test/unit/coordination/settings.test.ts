import { expect, it } from 'vitest'
import { coordinationSettings, parseProperties } from '../../../broker-core/coordination/settings'

it('are read as zoo.cfg has them', () => {
  const values = parseProperties(
    '# a comment\ndataDir=/var/zk\n clientPort = 2182 \ntickTime: 500\n\nautopurge.purgeInterval=1\n',
  )
  expect(coordinationSettings(values, 'zoo.cfg')).toEqual({
    dataDirectory: '/var/zk',
    port: 2182,
    host: '127.0.0.1',
    tickTimeMs: 500,
    fsync: true,
    snapshotTransactions: 100_000,
  })
})

it.each([
  ['', 'zoo.cfg: dataDir is missing'],
  ['dataDir=/d\nclientPort=99999', 'zoo.cfg: clientPort=99999 must be a whole number from 0 to 65535'],
  ['dataDir=/d\ntickTime=fast', 'zoo.cfg: tickTime=fast must be a whole number from 10 to 600000'],
  ['dataDir=/d\nforceSync=maybe', 'zoo.cfg: forceSync=maybe must be yes or no'],
])('%j is refused in one line', (text, message) => {
  expect(() => coordinationSettings(parseProperties(text), 'zoo.cfg')).toThrow(message)
})
