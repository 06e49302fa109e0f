import { useI18n } from 'vue-i18n'
import type { ExchangeView, LocalEventView } from '../../electron/host/api/replication-views'

/** Messages between brokers and what followed from them, in words. */
export function useExchangeWords() {
  const { t } = useI18n()

  function request(row: ExchangeView): string {
    switch (row.kind) {
      case 'fetch':
        return t('replication.say.fetch', { offset: row.fetchOffset })
      case 'offsetForLeaderEpoch':
        return t('replication.say.askEpoch', { epoch: row.leaderEpoch })
      case 'produce':
        return t('replication.say.produce', { acks: row.acks === -1 ? 'all' : row.acks })
      case 'leaderAndIsr':
      case 'updateMetadata':
        return t(`replication.say.${row.kind}`, {
          leader: row.leader,
          epoch: row.leaderEpoch,
          isr: row.isr.join(', '),
        })
    }
  }

  function answer(row: ExchangeView): string {
    if ('isr' in row) return t('replication.say.done')
    if (row.answer === null) return t('replication.say.waits')
    if (row.answer.errorCode !== 0) return t('replication.say.error', { code: row.answer.errorCode })
    if (row.kind === 'offsetForLeaderEpoch') {
      const { answer } = row
      return t('replication.say.epochEnd', { epoch: answer!.leaderEpoch, offset: answer!.endOffset })
    }
    if (row.kind === 'produce') return t('replication.say.acknowledged', { offset: row.answer.baseOffset })
    const { firstOffset, nextOffset, highWatermark } = row.answer
    if (nextOffset <= firstOffset) return t('replication.say.nothing', { hw: highWatermark })
    return nextOffset - 1 === firstOffset
      ? t('replication.say.one', { offset: firstOffset, hw: highWatermark })
      : t('replication.say.many', { first: firstOffset, last: nextOffset - 1, hw: highWatermark })
  }

  function happened(event: LocalEventView): string {
    switch (event.kind) {
      case 'truncated':
        return t('replication.happened.truncated', { from: event.from, to: event.to })
      case 'highWatermarkMoved':
        return t('replication.happened.highWatermark', { from: event.from, to: event.to })
      case 'stateWritten':
        return t('replication.happened.stateWritten', {
          leader: event.leader,
          epoch: event.leaderEpoch,
          isr: event.isr.join(', '),
        })
      case 'checkpointWritten':
        return t('replication.happened.checkpoint', { file: event.file })
    }
  }
  return { request, answer, happened }
}
