import { broker, controller, otherBroker } from './broker'
import { bytes } from './bytes'
import { answer, faultInjected } from './challenge'
import { checkpoint, leaderEpochs } from './checkpoint'
import { cleaning } from './cleaning'
import { config } from './config'
import { event } from './event'
import { eventOrder } from './event-order'
import type { Fact } from './fact'
import { files } from './files'
import { heldRequests } from './gate'
import { group } from './group'
import { groupPartition, groupRecords } from './group-records'
import { groupState } from './group-state'
import { logLine } from './log-line'
import { metadata } from './metadata'
import { partition } from './partition'
import { readable } from './readable'
import { records } from './records'
import { replica } from './replica'
import { variable } from './variable'
import { znode } from './znode'

const known: readonly Fact[] = [
  answer,
  broker,
  bytes,
  checkpoint,
  cleaning,
  config,
  controller,
  event,
  eventOrder,
  faultInjected,
  files,
  group,
  groupPartition,
  groupRecords,
  heldRequests,
  groupState,
  leaderEpochs,
  logLine,
  metadata,
  otherBroker,
  partition,
  readable,
  records,
  replica,
  variable,
  znode,
]

const byName = new Map(known.map((fact) => [fact.name, fact]))

export const factNames = (): string[] => [...byName.keys()]

/** Throws for a name that the loader would have refused. */
export function factNamed(name: string): Fact {
  const fact = byName.get(name)
  if (!fact) throw new Error(`unknown fact "${name}"; there is ${factNames().join(', ')}`)
  return fact
}
