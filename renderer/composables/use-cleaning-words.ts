import type { CleaningLogView, SegmentRetention } from '../../electron/host/api/cleaning-views'
import { missingDirtyBytes } from '../model/cleaning'
import { useLabStore } from '../stores/lab'
import { useWords } from './use-words'

/** Why a log is not cleaned, and what keeps a segment, in the reader's words. */
export function useCleaningWords() {
  const { t, duration, size } = useWords()
  const lab = useLabStore()
  const inTime = (atMs: number) =>
    atMs <= lab.nowMs ? t('compaction.now') : t('compaction.in', { time: duration(atMs - lab.nowMs) })
  const two = (ratio: number) => ratio.toFixed(2)

  const short = (log: CleaningLogView) => t(`compaction.short.${log.reason.kind}`)

  function sentence(log: CleaningLogView): string {
    const { reason } = log
    switch (reason.kind) {
      case 'compactionLag':
        return t('compaction.why.compactionLag', {
          lag: duration(reason.minCompactionLagMs),
          when: inTime(reason.untilMs),
        })
      case 'ratioTooLow': {
        const missing = missingDirtyBytes(log)
        const values = { ratio: two(reason.ratio), threshold: two(reason.threshold), bytes: size(missing ?? 0) }
        return t(missing === null ? 'compaction.why.ratioTooLow' : 'compaction.why.ratioTooLowBytes', values)
      }
      case 'openTransaction':
        return t('compaction.why.openTransaction', { offset: reason.lastStableOffset })
      case 'uncleanable':
        return t('compaction.why.uncleanable', { message: reason.message })
      case 'waitingForThread':
        if (reason.nextCheckMs === null) return t('compaction.why.waitingBusy')
        return reason.position > 0
          ? t('compaction.why.waitingQueue', { when: inTime(reason.nextCheckMs), count: reason.position })
          : t('compaction.why.waiting', { when: inTime(reason.nextCheckMs) })
      default:
        return t(`compaction.why.${reason.kind}`)
    }
  }

  function retention(rule: SegmentRetention, nextCheckMs: number | null): string {
    switch (rule.kind) {
      case 'eligible':
        return nextCheckMs === null
          ? t('retention.eligible', { rule: rule.rule })
          : t('retention.eligibleAt', { rule: rule.rule, when: inTime(nextCheckMs) })
      case 'later':
        return t('retention.later', { when: inTime(rule.atMs) })
      case 'laterBySize':
        return t('retention.laterBySize', { bytes: size(rule.bytes) })
      default:
        return t(`retention.${rule.kind}`)
    }
  }

  return { t, duration, size, inTime, short, sentence, retention, two }
}
