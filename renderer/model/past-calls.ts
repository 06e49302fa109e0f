import type { LabFunctionName } from '../../electron/host/api/functions'

/** What may be asked of the lab while the page shows its past: nothing that changes it. Whoever is not named is refused. */
const reading: Partial<Record<LabFunctionName, true>> = {
  pull: true,
  recordingExtent: true,
  readRecordingBlock: true,
  readTimeline: true,
  readServerProperties: true,
  describeConfigs: true,
  logSources: true,
  readLog: true,
  releaseGate: true,
  releaseAllGates: true,
  listExercises: true,
  watchExercise: true,
  listPresets: true,
  watchBenchmark: true,
  readBenchmark: true,
  readConsole: true,
  closeConsole: true,
  interruptConsole: true,
}

export const mayCallInPast = (name: LabFunctionName): boolean => reading[name] === true || name.startsWith('inspect')
