import { useI18n } from 'vue-i18n'
import type { GateStepOutcome, GateTarget } from '../../electron/host/api/gate-functions'
import { type GateVerb, gateLine } from '../model/gate-lines'
import { useLabStore } from '../stores/lab'
import { useNoticesStore } from '../stores/notices'
import { useAction } from './use-action'

/** Putting up, stepping through and taking away gates, from a page that shows them: they go when it is left. */
export function useGates() {
  const { t } = useI18n()
  const lab = useLabStore()
  const notices = useNoticesStore()
  const { busy, run } = useAction()

  const hold = (gate: GateTarget) => run(t('replication.hold'), () => lab.call('holdGate', { gate, lease: 'page' }))
  const release = (gate: GateTarget) => run(t('replication.run'), () => lab.call('releaseGate', { gate }))
  const releaseAll = () => run(t('replication.releaseAll'), () => lab.call('releaseAllGates'))

  async function step(gate: GateTarget): Promise<GateStepOutcome | undefined> {
    const done = await run(t('replication.step'), () => lab.call('stepGate', { gate }))
    if (done?.outcome.kind === 'nothing') notices.show('bad', t('replication.stepNothing'), done.outcome.why)
    return done?.outcome
  }
  /** The comment line that says what a button does. */
  function line(verb: GateVerb, gate: GateTarget): string {
    const { key, values } = gateLine(gate)
    return t(`replication.gateLine.do.${verb}`, { what: t(`replication.gateLine.${key}`, values) })
  }
  return { busy, hold, step, release, releaseAll, line }
}
