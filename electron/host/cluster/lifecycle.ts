import type { LabError } from '../api/errors'
import type { InBothLanguages } from '../api/exercise-functions'
import type { LabView } from '../api/views'
import { clusterWords } from '../words/cluster-words'
import { names } from '../words/names'
import { failure, sentence } from '../words/wording'
import type { BrokerProcess } from './broker-process'
import type { Cluster } from './cluster'
import { errorTextOf, exitHow } from './exit-text'
import type { SupervisedProcess } from './supervised-process'

/** How far something that takes a while has come; null: over. */
export type Progress = (progress: LabView['progress']) => void

const READY_PATIENCE_MS = 30_000
const METADATA_PATIENCE_MS = 10_000
/** Kafka's own limit: three tries of controlled shutdown, 5 s apart, and the log flush after them. */
const STOP_PATIENCE_MS = 30_000
const KILL_PATIENCE_MS = 5_000
const SYNC_PATIENCE_MS = 60_000
const LOOK_MS = 25

/** Waits for what other processes do; they announce it, but a lab that starts has to look at several of them at once. */
async function until(met: () => boolean, patienceMs: number): Promise<boolean> {
  const deadlineMs = Date.now() + patienceMs
  while (!met()) {
    if (Date.now() > deadlineMs) return false
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS))
  }
  return true
}

/** Coordination server, then all brokers at once. Resolves when every broker runs and knows every other. */
export async function startCluster(cluster: Cluster, progress: Progress): Promise<void> {
  const brokers = [...cluster.brokers.values()]
  try {
    if (cluster.coordination) {
      progress({ text: clusterWords.startingCoordination, done: 0, total: brokers.length + 1 })
      await startCoordination(cluster)
    }
    for (const broker of brokers) if (!broker.process.live) cluster.start(broker)
    const told = () =>
      progress({ text: clusterWords.startingBrokers, done: running(brokers) + 1, total: brokers.length + 1 })
    await untilRunning(brokers, told)
    await until(() => brokers.every((broker) => knowsAll(broker, brokers)), METADATA_PATIENCE_MS)
  } finally {
    progress(null)
  }
}

export async function startCoordination(cluster: Cluster): Promise<void> {
  const coordination = cluster.requireCoordination()
  if (!coordination.process.live) cluster.start(coordination)
  const { process } = coordination
  const ready = await until(() => process.state.name === 'Running' || !process.live, READY_PATIENCE_MS)
  if (!ready || process.state.name !== 'Running') throw startFailure(names.coordination, process)
}

async function untilRunning(brokers: readonly BrokerProcess[], told: () => void): Promise<void> {
  // Recovery of a large log or an old session may take minutes; only an end is a failure.
  for (let count = -1; running(brokers) < brokers.length; ) {
    const dead = brokers.find((broker) => !broker.process.live)
    if (dead) throw startFailure(names.broker(dead.id), dead.process)
    if (running(brokers) !== count) told()
    count = running(brokers)
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS))
  }
}

const running = (brokers: readonly BrokerProcess[]): number =>
  brokers.filter((broker) => broker.state === 'RunningAsBroker').length

const knowsAll = (broker: BrokerProcess, brokers: readonly BrokerProcess[]): boolean => {
  const known = broker.reports.metadata?.brokers.map(({ id }) => id) ?? []
  return brokers.every(({ id }) => known.includes(id))
}

function startFailure(who: InBothLanguages, process: SupervisedProcess): LabError {
  const { exit } = process
  if (!exit) return failure('TIMED_OUT', clusterWords.notReady, { who, seconds: READY_PATIENCE_MS / 1000 })
  const how = exitHow(exit)
  if (!exit.lastError) return failure('INTERNAL', clusterWords.endedStarting, { who, how })
  return failure('INTERNAL', clusterWords.endedStartingWith, { who, how, text: errorTextOf(exit.lastError) })
}

/**
 * Brokers one after the other, so that each hands its leaders to those that still run; the controller last, so that it does not move
 * at every step. The last one has nobody to hand to and is told so. The coordination server ends last.
 */
export async function stopCluster(cluster: Cluster, progress: Progress): Promise<void> {
  const live = [...cluster.brokers.values()].filter((broker) => broker.process.live)
  const order = live.sort((one, other) => rank(one) - rank(other) || one.id - other.id)
  const total = order.length + (cluster.coordination?.process.live ? 1 : 0)
  for (const [done, broker] of order.entries()) {
    progress({ text: sentence(clusterWords.stoppingBroker, { id: broker.id }), done, total })
    const others = order.slice(done + 1).some((other) => other.process.state.name === 'Running')
    if (!others) broker.process.send({ type: 'lastOfLab' })
    await stopProcess(broker.process)
  }
  if (cluster.coordination?.process.live) {
    progress({ text: clusterWords.stoppingCoordination, done: order.length, total })
    await stopProcess(cluster.coordination.process)
  }
  progress(null)
}

/** Frozen and starting ones first: they cannot take over anything. */
const rank = (broker: BrokerProcess): number =>
  broker.process.state.name !== 'Running' ? 0 : broker.reports.last?.isController ? 2 : 1

/** SIGTERM (a frozen process is thawed to hear it), SIGKILL when it does not end. */
export async function stopProcess(process: SupervisedProcess, patienceMs = STOP_PATIENCE_MS): Promise<void> {
  if (!process.live) return
  process.signal('SIGTERM')
  if (process.state.name === 'Paused') process.signal('SIGCONT')
  if (await process.waitExit(patienceMs)) return
  process.signal('SIGKILL')
  await process.waitExit(KILL_PATIENCE_MS)
}

export async function restartBroker(cluster: Cluster, broker: BrokerProcess): Promise<void> {
  await stopProcess(broker.process)
  cluster.start(broker)
}

/** One broker at a time, the next only when the one before is back in every ISR it belongs to. */
export async function restartRolling(
  cluster: Cluster,
  inSync: (id: number) => boolean,
  progress: Progress,
): Promise<void> {
  const brokers = [...cluster.brokers.values()].sort((one, other) => rank(one) - rank(other) || one.id - other.id)
  try {
    for (const [done, broker] of brokers.entries()) {
      progress({ text: sentence(clusterWords.restartingBroker, { id: broker.id }), done, total: brokers.length })
      await restartBroker(cluster, broker)
      await untilRunning([broker], () => undefined)
      const back = await until(() => inSync(broker.id) || !broker.process.live, SYNC_PATIENCE_MS)
      if (!back || !broker.process.live)
        throw failure('TIMED_OUT', clusterWords.rollingStopped, { id: broker.id, seconds: SYNC_PATIENCE_MS / 1000 })
    }
  } finally {
    progress(null)
  }
}
