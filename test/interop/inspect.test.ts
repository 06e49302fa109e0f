import { cpSync, readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Codec } from '../../broker-core/runtime/codec'
import { createNodeCodec } from '../../broker-core/runtime/node/codec'
import { inspectDirectory } from '../../electron/host/inspect/inspect-directory'
import { apacheMissing } from '../helpers/apache'
import { type ApacheData, writeApacheData, writeKraftData } from '../helpers/apache-data'
import { startZooKeeper } from '../helpers/apache-servers'
import { logFiles } from '../helpers/dump-log'
import { apacheDump, inspectorDump } from '../helpers/dump-text'
import { freePort } from '../helpers/ports'
import type { TestProcess } from '../helpers/processes'
import { skipFor } from '../helpers/skips'
import { temporaryDirectory } from '../helpers/temp'

const versions = ['2.6.3', '3.9.1', '4.3.0'] as const
const missing = (await Promise.all([...versions, 'zookeeper' as const].map(apacheMissing))).find(Boolean)

const logsOf = (directory: string) => logFiles(directory).filter((path) => path.endsWith('.log'))
const serious = (report: Awaited<ReturnType<typeof inspectDirectory>>) =>
  [...report.problems, ...report.partitions.flatMap(({ problems }) => problems)].filter(
    ({ severity }) => severity !== 'note',
  )

describe.skipIf(skipFor('the inspector on directories of Apache Kafka', missing))('directories of Apache Kafka', () => {
  const written = new Map<string, ApacheData>()
  let codec: Codec
  let zookeeper: TestProcess | undefined

  beforeAll(async () => {
    codec = await createNodeCodec()
    const home = temporaryDirectory('apache-data')
    const port = await freePort()
    zookeeper = await startZooKeeper({ directory: join(home, 'zookeeper'), port })
    const data = [
      ...(['2.6.3', '3.9.1'] as const).map((version) =>
        writeApacheData(version, join(home, version), `127.0.0.1:${port}/kafka-${version}`),
      ),
      writeKraftData(join(home, '4.3.0')),
    ]
    // All of them to their ends, so that none writes into a directory that is gone.
    const settled = await Promise.allSettled(data)
    for (const one of settled)
      if (one.status === 'fulfilled') written.set(one.value.version, one.value)
      else throw one.reason
  })
  afterAll(() => zookeeper?.stop())

  describe.each(versions)('%s', (version) => {
    it('every record is what dump-log prints: clean, killed, and with damage', async () => {
      const { stopped, killed } = written.get(version)!
      const damaged = temporaryDirectory('damaged')
      cpSync(join(stopped, 'plain-0'), join(damaged, 'plain-0'), { recursive: true })
      const [first, second] = logsOf(damaged)
      // The lowest byte of the base timestamp: the records stay readable, the CRC says no.
      flip(first!, 34)
      truncateSync(second!, statSync(second!).size - 7)
      const files = [...logsOf(stopped), ...logsOf(killed), ...logsOf(damaged)]
      expect(files.length).toBeGreaterThan(20)
      const theirs = await apacheDump(version, files)
      expect(await inspectorDump(version, files, codec)).toBe(theirs)
      expect(theirs.match(/isvalid: false/g)).toHaveLength(1)
      for (const seen of [
        'endTxnMarker: ABORT',
        'endTxnMarker: COMMIT',
        'compresscodec: zstd',
        'invalid bytes at the end',
      ])
        expect(theirs.toLowerCase()).toContain(seen.toLowerCase())
    })

    it('nothing is wrong with what was stopped cleanly, and all of it is understood', async () => {
      const report = await inspectDirectory(written.get(version)!.stopped)
      expect(serious(report)).toEqual([])
      expect(report.cleanShutdown).toBe(true)
      const named = new Map(
        report.partitions.map((partition) => [`${partition.topic}-${partition.partition}`, partition]),
      )
      const killed = named.get('killed-0')!
      expect(killed.leaderEpochs.length).toBeGreaterThan(1)
      expect(killed.logEndOffset).toBe(killed.checkpoints.highWatermark)
      expect(killed.recordCount).toBe(killed.logEndOffset)
      expect(named.get('transactions-0')!.segments[0]!.abortedTransactions).toHaveLength(1)
      expect(named.get('transactions-0')!.producerSnapshots.at(-1)!.producers).toHaveLength(1)
      const compacted = named.get('compacted-0')!
      expect(compacted.recordCount).toBeGreaterThan(0)
      expect(compacted.recordCount).toBeLessThan(compacted.logEndOffset!)
      expect(
        compacted.problems.map(({ kind }) => kind).filter((kind) => /^(offset|segment)Gap$/.test(kind)),
      ).not.toEqual([])
      expect(report.partitions.every(({ topicId }) => (topicId === null) === (version === '2.6.3'))).toBe(true)
      expect(report.partitions.flatMap(({ files }) => files).filter(({ role }) => role === 'unknown')).toEqual([])
    })

    it('what kill -9 left has no worse than a torn tail or snapshot, and says that the stop was not clean', async () => {
      const report = await inspectDirectory(written.get(version)!.killed)
      expect(report.cleanShutdown).toBe(false)
      // A snapshot is written in its place, so the kill can come in the middle of one; Kafka throws such a one away at its start.
      const left = serious(report).filter(({ kind }) => kind !== 'tornTail' && kind !== 'snapshotCorrupt')
      expect(left).toEqual([])
    })
  })
})

function flip(path: string, position: number): void {
  const bytes = readFileSync(path)
  bytes[position]! ^= 0x01
  writeFileSync(path, bytes)
}
