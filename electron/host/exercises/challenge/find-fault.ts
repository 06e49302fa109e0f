import { join } from 'node:path'
import { inspectDirectory } from '../../inspect/inspect-directory'
import type { DirectoryReport, PartitionReport } from '../../inspect/report-schema'
import { asItIs } from '../../words/wording'
import type { RunContext } from '../context'
import { readFact } from '../observe'
import { sentence } from '../words'
import { type Answers, type Finding, NONE } from './challenge'
import { type FaultId, PARTITIONS, TOPIC } from './place'

const FAULT_OF_PROBLEM: Readonly<Record<string, FaultId>> = {
  crcMismatch: 'byte-changed',
  tornTail: 'tail-cut',
  indexMissing: 'index-removed',
  epochFileContradiction: 'epochs-edited',
}

/**
 * Looks for a fault as a reader would who looks everywhere: at the processes, into every broker's files with the inspector, at the
 * topic's settings, at where its logs begin. Knows nothing of what was done. null: nothing is wrong.
 */
export async function findFault(context: RunContext): Promise<Finding | null> {
  return (
    frozenBroker(context) ?? (await damagedFile(context)) ?? (await wrongSetting(context)) ?? deletedRecords(context)
  )
}

const named = (fault: FaultId, known: Partial<Answers> = {}): Answers => ({
  fault,
  broker: NONE,
  partition: NONE,
  offset: NONE,
  ...known,
})

function frozenBroker({ watch }: RunContext): Finding | null {
  const found = [...watch.brokers.values()].find(({ state }) => state === 'Paused')
  if (!found) return null
  const text = sentence('processStopped', { broker: found.id, pid: found.pid })
  return { answers: named('broker-frozen', { broker: String(found.id) }), evidence: { text } }
}

async function damagedFile({ lab, signal }: RunContext): Promise<Finding | null> {
  for (const broker of lab.brokerIds())
    for (const dir of lab.logDirs(broker)) {
      const report = await inspectDirectory(dir, { topic: TOPIC, checkCrc: true, signal })
      for (const each of report.partitions) {
        const found = damageIn(broker, each, report)
        if (found) return found
      }
    }
  return null
}

function damageIn(
  broker: number,
  { partition, directory, segments, problems }: PartitionReport,
  report: DirectoryReport,
): Finding | null {
  const problem = problems.find(({ kind, severity }) => Object.hasOwn(FAULT_OF_PROBLEM, kind) && severity !== 'note')
  const fault = problem && FAULT_OF_PROBLEM[problem.kind]
  if (!problem || !fault) return null
  const segment = segments.find(({ baseOffset }) => problem.file.includes(String(baseOffset).padStart(20, '0')))
  // What is cut off has no offset any more: it is the one after the last whole batch.
  const end = segment?.lastOffset == null ? segment?.baseOffset : segment.lastOffset + 1
  const offset = fault === 'tail-cut' ? end : fault === 'index-removed' ? segment?.baseOffset : problem.offset
  return {
    answers: named(fault, { broker: String(broker), partition: String(partition), offset: String(offset ?? NONE) }),
    evidence: { text: asItIs(`${directory}: ${problem.what}`), path: join(report.dir, problem.file) },
  }
}

async function wrongSetting(context: RunContext): Promise<Finding | null> {
  const setting = async (key: string) => {
    const { value, evidence } = await readFact(context, { fact: 'config', type: 'topic', name: TOPIC, key })
    return { value: Number(value), evidence }
  }
  const needed = await setting('min.insync.replicas')
  const replicas = context.watch.partition(TOPIC, 0)?.replicas.length ?? 0
  if (needed.value > replicas) return { answers: named('min-insync'), evidence: needed.evidence }
  const kept = await setting('retention.ms')
  return kept.value >= 0 && kept.value < 60_000 ? { answers: named('retention-short'), evidence: kept.evidence } : null
}

async function deletedRecords(context: RunContext): Promise<Finding | null> {
  for (let partition = 0; partition < PARTITIONS; partition++) {
    const call = { fact: 'readable', topic: TOPIC, partition, part: 'logStartOffset' }
    const { value, evidence } = await readFact(context, call)
    if (Number(value) > 0)
      return {
        answers: named('records-deleted', { partition: String(partition), offset: String(value) }),
        evidence: {
          text: sentence('logBegins', { name: `${TOPIC}-${partition}`, offset: String(value), text: evidence.text }),
        },
      }
  }
  return null
}
