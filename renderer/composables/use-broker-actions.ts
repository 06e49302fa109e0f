import { useI18n } from 'vue-i18n'
import type { BrokerSignal } from '../../electron/host/api/functions'
import type { BrokerView } from '../../electron/host/api/views'
import { restartCommand, signalCommand } from '../model/commands'
import { lastInSyncOn } from '../model/health'
import { useConfirmationStore } from '../stores/confirmation'
import { useLabStore } from '../stores/lab'
import { useAction } from './use-action'
import { useWords } from './use-words'

const SHOWN_NAMES = 3

/** What can be done to a broker, with the questions that have to be asked before. */
export function useBrokerActions() {
  const { t } = useI18n()
  const { duration } = useWords()
  const lab = useLabStore()
  const confirmation = useConfirmationStore()
  const { busy, run } = useAction()
  const title = (id: number) => t('broker.name', { id })

  const start = (broker: BrokerView) => run(title(broker.id), () => lab.call('startBroker', { id: broker.id }))

  async function signal(broker: BrokerView, name: BrokerSignal) {
    if (!(await allowed(broker, name))) return
    await run(title(broker.id), () => lab.call('signalBroker', { id: broker.id, signal: name }))
  }

  async function restart(broker: BrokerView) {
    if (!(await allowed(broker, 'SIGTERM', restartCommand(broker.pid, broker.propertiesPath)))) return
    await run(title(broker.id), () => lab.call('restartBroker', { id: broker.id }))
  }

  /** Asked only before the controller is killed, and before the last in-sync replica of a partition ends. */
  function allowed(
    broker: BrokerView,
    name: BrokerSignal,
    command = signalCommand(name, broker.pid),
  ): Promise<boolean> {
    const ends = name === 'SIGKILL' || name === 'SIGTERM' || name === 'SIGINT'
    const alone = ends ? lastInSyncOn(broker.id, lab.partitions.values()) : []
    const action = name === 'SIGKILL' ? t('action.kill') : name
    if (alone.length > 0) {
      const shown = alone.slice(0, SHOWN_NAMES).join(t('sign.listComma'))
      const names =
        alone.length > SHOWN_NAMES ? t('health.andMore', { names: shown, count: alone.length - SHOWN_NAMES }) : shown
      const text = t('confirm.lastReplicaText', { id: broker.id, names }, alone.length)
      return confirmation.ask({
        kind: 'lastReplica',
        title: t('confirm.lastReplica', { action, id: broker.id }),
        text,
        command,
        action,
      })
    }
    if (name !== 'SIGKILL' || !broker.isController) return Promise.resolve(true)
    const values = { id: broker.id, count: broker.leaderCount, timeout: duration(broker.sessionTimeoutMs ?? 0) }
    const text =
      broker.sessionTimeoutMs === null ? t('confirm.controllerTextShort', values) : t('confirm.controllerText', values)
    return confirmation.ask({ kind: 'controller', title: t('confirm.controller', { action }), text, command, action })
  }

  return { busy, start, signal, restart }
}
