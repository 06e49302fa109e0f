import type { InspectFunctions } from './inspect-functions'

/** A missing or unknown one does not compile. */
export const inspectFunctionNames: Record<keyof InspectFunctions, true> = {
  inspectDirectories: true,
  inspectOpen: true,
  inspectDirectory: true,
  inspectPartition: true,
  inspectChanges: true,
  inspectBatches: true,
  inspectRecords: true,
  inspectBatchBytes: true,
  inspectFileBytes: true,
  inspectIndex: true,
  inspectJump: true,
  inspectFind: true,
  inspectCheck: true,
  inspectCompare: true,
  inspectFollow: true,
  inspectCancel: true,
}
