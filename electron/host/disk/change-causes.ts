import { kindOfFileName, offsetOfFileName } from '../../../broker-core/format/file-names'
import type { ProbeEvent, ProbeFact } from '../../../broker-core/probe/events'
import type { FileChangeCause } from '../api/views'
import type { FileChange } from './diff'

const REMEMBERED_MS = 60_000
const FACTS_MAX = 50
const LOGS_MAX = 5000

export interface NotedFact {
  atMs: number
  fact: ProbeFact
}

/** What brokers said about their logs in the last minute, to tell why a file changed. */
export class ChangeCauses {
  private readonly byLog = new Map<string, NotedFact[]>()

  note({ brokerId, wallMs, fact }: ProbeEvent): void {
    if (!('topic' in fact) || !('partition' in fact) || !telling.has(fact.kind)) return
    const key = `${brokerId}/${fact.topic}-${fact.partition}`
    const facts = [...(this.byLog.get(key) ?? []), { atMs: wallMs, fact }].slice(-FACTS_MAX)
    this.byLog.delete(key)
    this.byLog.set(key, facts)
    const [oldest] = this.byLog.keys()
    if (this.byLog.size > LOGS_MAX && oldest !== undefined) this.byLog.delete(oldest)
  }

  /** `directory`: the partition directory's name, null for the log dir itself. */
  causeOf(brokerId: number, directory: string | null, change: FileChange, nowMs: number): FileChangeCause {
    const log = directory?.replace(/\.[0-9a-f]{32}-(delete|future)$/, '')
    const facts = log === undefined ? [] : (this.byLog.get(`${brokerId}/${log}`) ?? [])
    return fileChangeCause(
      change,
      facts.filter(({ atMs }) => nowMs - atMs < REMEMBERED_MS).map(({ fact }) => fact),
    )
  }
}

const telling: ReadonlySet<ProbeFact['kind']> = new Set([
  'segmentRolled',
  'segmentsDeleted',
  'truncated',
  'logRecovered',
  'logDeleted',
] as const)

const RECENT_TRUNCATION = new Set<ProbeFact['kind']>(['truncated', 'logRecovered'])

/** Why one file changed, from its name, the way it changed and what its broker said of late. Pure; `unknown` is an honest answer. */
export function fileChangeCause(change: FileChange, facts: readonly ProbeFact[]): FileChangeCause {
  const { name, mark } = change
  if (name.endsWith('-checkpoint') || name.endsWith('-checkpoint.tmp')) return 'checkpoint'
  if (/^(\.lock|\.kafka_cleanshutdown|meta\.properties|partition\.metadata)/.test(name)) return 'start'
  if (name.endsWith('-delete')) return 'topicDeletion'
  const kind = kindOfFileName(name)
  if (kind === 'cleaned' || kind === 'swap') return 'cleaner'
  const offset = offsetOfFileName(name)
  if (offset === undefined) return 'unknown'
  if (kind === 'deleted' || mark === 'deleted') return deletionCause(offset, facts)
  if (mark === 'added') return facts.some((fact) => isRollTo(fact, offset)) || kind === 'snapshot' ? 'roll' : 'start'
  if (change.grewBytes >= 0) return 'append'
  const cut = [...facts].reverse().find(({ kind }) => RECENT_TRUNCATION.has(kind) || kind === 'segmentRolled')
  if (cut?.kind === 'truncated') return 'truncation'
  if (cut?.kind === 'logRecovered') return 'recovery'
  // A roll trims the indexes of the segment it closes.
  return cut && kind !== 'log' ? 'roll' : 'unknown'
}

function isRollTo(fact: ProbeFact, offset: number): boolean {
  return fact.kind === 'segmentRolled' && fact.baseOffset === offset
}

function deletionCause(offset: number, facts: readonly ProbeFact[]): FileChangeCause {
  const newest = [...facts].reverse()
  const deleted = newest.find((fact) => fact.kind === 'segmentsDeleted' && fact.baseOffsets.includes(offset))
  if (deleted?.kind === 'segmentsDeleted') return deleted.cause
  if (newest.some(({ kind }) => kind === 'truncated')) return 'truncation'
  return newest.some(({ kind }) => kind === 'logDeleted') ? 'topicDeletion' : 'unknown'
}
