import type { InspectFunctions } from '../api/inspect-functions'
import { batchByteView, fileByteView } from '../inspect/views'
import { batchesAfter, batchesBefore, logPathOf } from '../inspect/window/batch-rows'
import { findBatches } from '../inspect/window/find-batches'
import { indexRows } from '../inspect/window/index-rows'
import { recordRows } from '../inspect/window/record-rows'
import type { LabSession } from '../lab-session'

/** Every path is made here from a handle and checked names: a page can name none but the one it opens. */
export function inspectFunctions({ inspector }: LabSession): InspectFunctions {
  const { opened, jobs } = inspector
  const segment = async (place: { directory: string; folder: string; baseOffset: number }) => ({
    directory: await opened.folder(place.directory, place.folder),
    baseOffset: place.baseOffset,
  })
  return {
    inspectDirectories: async () => inspector.directories(),
    inspectOpen: ({ path }) => inspector.open(path),
    inspectDirectory: ({ directory }) => inspector.directory(directory),
    inspectPartition: ({ directory, folder }) => inspector.partition(directory, folder),
    inspectChanges: ({ directory, folder, stamp }) => inspector.changes(directory, folder, stamp),
    inspectBatches: async ({ position, before, limit, ...place }) =>
      (before ? batchesBefore : batchesAfter)(await segment(place), position, limit),
    inspectRecords: async ({ directory, folder, baseOffset, ...wanted }) =>
      recordRows(await segment({ directory, folder, baseOffset }), inspector.role(directory, folder).topic, wanted),
    inspectBatchBytes: async ({ position, from, ...place }) =>
      batchByteView(logPathOf(await segment(place)), position, from),
    inspectFileBytes: async ({ directory, folder, name, position }) =>
      fileByteView(await opened.file(directory, folder, name), position),
    inspectIndex: async ({ index, from, limit, ...place }) => indexRows(await segment(place), index, from, limit),
    inspectJump: ({ directory, folder, to }) => inspector.jump(directory, folder, to),
    inspectFind: async ({ directory, folder, from, filter, limit }) =>
      findBatches(await opened.folder(directory, folder), from, filter, limit),
    inspectCheck: async ({ directory, folder, crc }) => {
      if (folder !== null) await opened.folder(directory, folder)
      return inspector.check(directory, folder, crc)
    },
    inspectCompare: ({ left, right }) => inspector.compare(left, right),
    inspectFollow: ({ job, since }) => jobs.follow(job, since),
    inspectCancel: async ({ job }) => jobs.cancel(job),
  }
}
