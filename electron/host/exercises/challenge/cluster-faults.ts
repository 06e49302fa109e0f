import type { RunContext } from '../context'
import { alterConfig } from '../verbs/alter-config'
import { signalBroker } from '../verbs/signal-broker'
import { waitUntil } from '../verbs/wait-until'
import { sentence } from '../words'
import { type Answers, type Finding, NONE } from './challenge'
import type { FileFault } from './file-faults'
import { type FaultId, type Place, RECORDS_OF_BATCH, TOPIC } from './place'

type ClusterFault = Exclude<FaultId, FileFault>

const answers = (fault: ClusterFault, known: Partial<Answers> = {}): Answers => ({
  fault,
  broker: NONE,
  partition: NONE,
  offset: NONE,
  ...known,
})

/** What is done to the running cluster, with a signal or over the wire. */
const disturbances: Record<ClusterFault, (place: Place, context: RunContext) => Promise<Finding>> = {
  'broker-frozen': async ({ follower }, context) => {
    await signalBroker.run({ broker: follower, signal: 'SIGSTOP' } as never, context)
    const wake = () => context.lab.functions.signalBroker({ id: follower, signal: 'SIGCONT' })
    context.running.set('frozen-broker', { stop: async () => void (await wake()) })
    const text = sentence('gotSignal', { broker: follower, signal: 'SIGSTOP' })
    return { answers: answers('broker-frozen', { broker: String(follower) }), evidence: { text } }
  },
  'min-insync': async (_, context) => {
    await configured({ 'min.insync.replicas': '4' }, context)
    return {
      answers: answers('min-insync'),
      evidence: { text: sentence('settingOn', { setting: 'min.insync.replicas=4', topic: TOPIC }) },
    }
  },
  'retention-short': async (_, context) => {
    await configured({ 'retention.ms': '1' }, context)
    for (const partition of [0, 1, 2]) await started(partition, 1, context)
    return {
      answers: answers('retention-short'),
      evidence: { text: sentence('settingOn', { setting: 'retention.ms=1', topic: TOPIC }) },
    }
  },
  'records-deleted': async ({ partition, batch }, context) => {
    const offset = batch * RECORDS_OF_BATCH
    await context.lab.functions.deleteRecords({ topic: TOPIC, partitions: [{ partition, offset }] })
    await started(partition, offset, context)
    const text = sentence('recordsDeleted', { name: `${TOPIC}-${partition}`, offset })
    return {
      answers: answers('records-deleted', { partition: String(partition), offset: String(offset) }),
      evidence: { text },
    }
  },
}

export const disturb = (fault: ClusterFault, place: Place, context: RunContext): Promise<Finding> =>
  disturbances[fault](place, context)

async function configured(changes: Record<string, string>, context: RunContext): Promise<void> {
  await alterConfig.run({ type: 'topic', name: TOPIC, changes } as never, context)
  for (const [key, value] of Object.entries(changes)) {
    const fact = { fact: 'config', type: 'topic', name: TOPIC, key }
    await waitUntil.run({ fact, expect: { equals: value }, withinMs: 30_000 } as never, context)
  }
}

async function started(partition: number, offset: number, context: RunContext): Promise<void> {
  const fact = { fact: 'readable', topic: TOPIC, partition, part: 'logStartOffset' }
  await waitUntil.run({ fact, expect: { atLeast: offset }, withinMs: 60_000 } as never, context)
}
