import type { InBothLanguages } from '../api/exercise-functions'
import { setProperty } from '../cluster/properties-text'
import type { RunContext } from './context'
import type { ExerciseData } from './schema'
import { failure, sentence } from './words'

const STARTED_MS = 60_000
const GONE_MS = 30_000

/** `server.properties` of every broker as it was before the exercise, by id. */
export type KeptSettings = Map<number, string>

/** All brokers run with the exercise's settings, and nothing is left of its topics. */
export async function prepareCluster(
  data: ExerciseData,
  settings: Readonly<Record<string, string>>,
  context: RunContext,
  kept: KeptSettings,
  told: (what: InBothLanguages) => void,
): Promise<void> {
  const { lab } = context
  const ids = lab.brokerIds()
  if (ids.length < data.brokers)
    throw failure('BAD_REQUEST', 'needsBrokers', { needed: data.brokers, count: ids.length })
  told(sentence('setUpReleasing'))
  // Brokers of another engine have no gates to release.
  await lab.functions.releaseAllGates().catch(() => undefined)
  for (const id of ids)
    if (context.watch.brokers.get(id)?.state === 'Paused') await lab.functions.signalBroker({ id, signal: 'SIGCONT' })
  told(sentence('setUpWriting'))
  const restart = await writeSettings(settings, context, kept)
  told(sentence('setUpStarting'))
  await startAll(restart, context)
  told(sentence('setUpDeleting'))
  await deleteTopics(data.topics, context)
}

/** Which brokers have to start anew. */
async function writeSettings(
  settings: Readonly<Record<string, string>>,
  { lab }: RunContext,
  kept: KeptSettings,
): Promise<number[]> {
  const restart: number[] = []
  for (const id of lab.brokerIds()) {
    const { text } = await lab.functions.readServerProperties({ id })
    const changed = Object.entries(settings).reduce((file, [key, value]) => setProperty(file, key, value), text)
    if (changed === text) continue
    if (!kept.has(id)) kept.set(id, text)
    await writeProperties(lab, id, changed)
    restart.push(id)
  }
  return restart
}

async function writeProperties(lab: RunContext['lab'], id: number, text: string): Promise<void> {
  const { problems } = await lab.functions.writeServerProperties({ id, text })
  if (problems[0]) throw failure('BAD_REQUEST', 'badProperties', { broker: id, text: problems[0].message })
}

async function startAll(restart: readonly number[], { lab, watch, signal }: RunContext): Promise<void> {
  const state = (id: number) => watch.brokers.get(id)?.state ?? 'Unknown'
  const runs = (id: number) => state(id) === 'RunningAsBroker'
  const down = (id: number) => ['NotRunning', 'Killed', 'Crashed'].includes(state(id))
  await watch.until(
    () => lab.brokerIds().every((id) => watch.brokers.has(id)),
    STARTED_MS,
    sentence('awaitedBrokersKnown'),
    signal,
  )
  const stopped = lab.brokerIds().filter(down)
  for (const id of stopped) await lab.functions.startBroker({ id })
  await watch.until(() => lab.brokerIds().every(runs), STARTED_MS, sentence('awaitedBrokersRunning'), signal)
  // One after the other, so that each hands its leaders over.
  for (const id of restart.filter((each) => !stopped.includes(each))) {
    const before = watch.brokers.get(id)?.pid
    await lab.functions.restartBroker({ id })
    await watch.until(
      () => runs(id) && watch.brokers.get(id)?.pid !== before,
      STARTED_MS,
      sentence('awaitedBrokerRunning', { broker: id }),
      signal,
    )
  }
  await watch.until(() => watch.controllerId !== null, STARTED_MS, sentence('awaitedController'), signal)
}

async function deleteTopics(topics: readonly string[], { lab, watch, signal }: RunContext): Promise<void> {
  const there = () => topics.filter((topic) => [...watch.partitions.values()].some((view) => view.topic === topic))
  await watch.fresh(STARTED_MS, signal)
  for (const topic of there()) await lab.functions.deleteTopic({ topic })
  await watch.until(
    () => there().length === 0,
    GONE_MS,
    sentence('awaitedDeleted', { list: topics.join(', ') }),
    signal,
  )
}

/** Gives brokers the settings they had, with a restart of those that run. */
export async function giveBack(kept: KeptSettings, context: RunContext): Promise<void> {
  const { lab } = context
  await lab.functions.releaseAllGates().catch(() => undefined)
  for (const [id, text] of kept) {
    await writeProperties(lab, id, text)
    const state = context.watch.brokers.get(id)?.state
    if (state === 'Paused') await lab.functions.signalBroker({ id, signal: 'SIGCONT' })
    if (state === 'RunningAsBroker' || state === 'Paused') await lab.functions.restartBroker({ id })
  }
  kept.clear()
}
