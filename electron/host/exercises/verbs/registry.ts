import { alterConfig } from './alter-config'
import { injectFault, nameFault } from './challenge'
import { consoleLine } from './console'
import { consumeGroup } from './consume-group'
import { createTopic } from './create-topic'
import { deleteTopic } from './delete-topic'
import { editCheckpoint } from './edit-checkpoint'
import { holdGate, releaseAllGates, releaseGate, stepGate } from './gates'
import { joinGroup, leaveGroup } from './group-members'
import { deleteRecords, electLeader, reassign } from './leaders'
import { produce } from './produce'
import { remember } from './remember'
import { signalBroker } from './signal-broker'
import { startBroker } from './start-broker'
import { measureTraffic, steadyTraffic, watchTraffic } from './traffic'
import type { Verb } from './verb'
import { waitUntil } from './wait-until'
import { writeKeys } from './write-keys'

const known = (): readonly Verb[] => [
  alterConfig,
  consoleLine,
  consumeGroup,
  createTopic,
  deleteRecords,
  deleteTopic,
  editCheckpoint,
  electLeader,
  holdGate,
  injectFault,
  joinGroup,
  leaveGroup,
  measureTraffic,
  nameFault,
  produce,
  reassign,
  releaseAllGates,
  releaseGate,
  remember,
  signalBroker,
  startBroker,
  steadyTraffic,
  stepGate,
  waitUntil,
  watchTraffic,
  writeKeys,
]

export const verbNames = (): string[] => known().map(({ name }) => name)

/** Throws for a name that the loader would have refused. */
export function verbNamed(name: string): Verb {
  const verb = known().find((each) => each.name === name)
  if (!verb) throw new Error(`unknown verb "${name}"; there is ${verbNames().join(', ')}`)
  return verb
}
