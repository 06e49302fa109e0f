import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { inspectFunctions } from '../../electron/host/functions/inspect-functions'
import { Inspector } from '../../electron/host/inspect/window/inspector'
import type { LabSession } from '../../electron/host/lab-session'
import { temporaryDirectory } from '../helpers/temp'
import { batchAt, batchesAt, writePartition, writeRoot } from '../unit/host/inspect-data'

/** Bytes of one of its batches. */
export const size = batchAt(0, 3).length

/** What a lab would answer about a directory with a changed bit in its second batch: read from real files, then kept. */
export async function damagedAnswers() {
  const data = join(temporaryDirectory('ui-inspector'), 'data')
  writeRoot(data, { highWatermarks: { 'orders-0': 12 } })
  writePartition(data, 'orders-0', [{ baseOffset: 0, batches: batchesAt(0, 4) }])
  const log = join(data, 'orders-0', '00000000000000000000.log')
  const bytes = readFileSync(log)
  bytes[size + 70]! ^= 4
  writeFileSync(log, bytes)
  const lab = inspectFunctions({ inspector: new Inspector(() => [{ brokerId: 1, path: data }]) } as LabSession)
  const inspectOpen = await lab.inspectOpen({ path: data })
  const folder = { directory: inspectOpen.directory, folder: 'orders-0' }
  const inspectCheck = await lab.inspectCheck({ ...folder, crc: true })
  let inspectFollow = await lab.inspectFollow({ ...inspectCheck, since: 0 })
  while (inspectFollow.state === 'running')
    inspectFollow = await lab.inspectFollow({ ...inspectCheck, since: inspectFollow.version })
  const inspectPartition = await lab.inspectPartition(folder)
  const place = { ...folder, baseOffset: 0, position: size }
  return {
    inspectDirectories: await lab.inspectDirectories(),
    inspectOpen,
    inspectCheck,
    inspectFollow,
    inspectPartition,
    inspectChanges: { stamp: inspectPartition.stamp },
    inspectBatches: await lab.inspectBatches({ ...place, position: 0, before: false, limit: 300 }),
    inspectRecords: await lab.inspectRecords({ ...place, from: 0, limit: 100, form: 'auto' }),
    inspectBatchBytes: await lab.inspectBatchBytes({ ...place, from: 0 }),
    inspectIndex: await lab.inspectIndex({ ...folder, baseOffset: 0, index: 'offsetIndex', from: 0, limit: 60 }),
    inspectFileBytes: await lab.inspectFileBytes({ ...folder, name: 'leader-epoch-checkpoint', position: 0 }),
    inspectJump: { baseOffset: 0, position: size },
  }
}
