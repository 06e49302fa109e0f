import { writeSync } from 'node:fs'
import { logConfigFrom } from '../../broker-core/config/log-config'
import { buildRecordBatch } from '../../broker-core/format/record-batch-builder'
import { startLogManager } from '../../broker-core/log/start-log-manager'
import { createLogger, createNodeRuntime } from '../../broker-core/runtime/node'
import { readOffsets } from '../unit/log/log-fixture'

/**
 * A process that owns a log and appends to it until it is killed. It says on stdout what it found at its start (`found <end offset>
 * <records read back>`) and after every append up to which offset it acknowledged (`ack <offset>`).
 */
async function main(): Promise<void> {
  const directory = process.argv[2]!
  const runtime = await createNodeRuntime({ logger: createLogger([]) })
  const fail = () => process.exit(2)
  const settings = new Map([
    ['segment.bytes', '300000'],
    ['index.interval.bytes', '500'],
  ])
  const manager = await startLogManager({
    runtime,
    logDirs: [directory],
    configOf: () => logConfigFrom(settings),
    onLogDirFailure: fail,
    onAllLogDirsFailed: fail,
    initialTaskDelayMs: 20,
    flushOffsetCheckpointIntervalMs: 20,
  })
  const log = manager.getOrCreateLog({ topic: 'killed', partition: 0 }, { isNew: true })
  const offsets = await readOffsets(log, runtime)
  const isComplete = offsets.every((offset, index) => offset === index)
  writeSync(1, `found ${log.logEndOffset} ${isComplete ? offsets.length : -1}\n`)
  const appendSome = () => {
    for (let index = 0; index < 20; index++) {
      const value = Buffer.alloc((log.logEndOffset * 37) % 900, 'v')
      const records = Array.from({ length: 1 + (log.logEndOffset % 3) }, () => ({ key: null, value, timestamp: 1000 }))
      const { lastOffset } = log.appendAsLeader(buildRecordBatch(records), { leaderEpoch: 1, origin: 'client' })
      writeSync(1, `ack ${lastOffset}\n`)
    }
    setImmediate(appendSome)
  }
  appendSome()
}

main().catch((error) => {
  writeSync(2, String(error))
  process.exit(1)
})
