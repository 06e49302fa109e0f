import { compactionFunctionNames } from './compaction-functions'
import type { LabFunctionName } from './functions'
import { inspectFunctionNames } from './inspect-function-names'

/** Every function of the contract, for those who check names at a door. A missing or unknown one does not compile. */
const names: Record<LabFunctionName, true> = {
  ...inspectFunctionNames,
  ...compactionFunctionNames,
  pull: true,
  startBroker: true,
  signalBroker: true,
  restartBroker: true,
  restartAllRolling: true,
  addBroker: true,
  startCoordination: true,
  signalCoordination: true,
  readServerProperties: true,
  checkServerProperties: true,
  writeServerProperties: true,
  createTopic: true,
  deleteTopic: true,
  addPartitions: true,
  describeConfigs: true,
  alterConfigs: true,
  produce: true,
  readRecords: true,
  consumeWithGroup: true,
  resetGroupOffsets: true,
  deleteGroup: true,
  deleteGroupOffsets: true,
  reassign: true,
  cancelReassignment: true,
  electLeaders: true,
  deleteRecords: true,
  logSources: true,
  readLog: true,
  readTimeline: true,
  holdGate: true,
  stepGate: true,
  releaseGate: true,
  releaseAllGates: true,
  openConsole: true,
  closeConsole: true,
  runInConsole: true,
  readConsole: true,
  typeIntoConsole: true,
  endConsoleInput: true,
  interruptConsole: true,
  completeInConsole: true,
}

export const isLabFunctionName = (name: unknown): name is LabFunctionName =>
  typeof name === 'string' && Object.hasOwn(names, name)
