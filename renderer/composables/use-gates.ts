import { useI18n } from 'vue-i18n'
import type { GateStepOutcome, GateTarget, GateView } from '../../electron/host/api/gate-functions'
import { type GateVerb, gateLine } from '../model/gate-lines'
import { useLabStore } from '../stores/lab'
import { useNoticesStore } from '../stores/notices'
import { usePendingStepsStore } from '../stores/pending-steps'
import { useAction } from './use-action'

/** Putting up, stepping through and taking away gates, from a page that shows them: they go when it is left. */
export function useGates() {
  const { t } = useI18n()
  const lab = useLabStore()
  const notices = useNoticesStore()
  const pending = usePendingStepsStore()
  const { busy, run } = useAction()
  const cancelling = useAction()

  const hold = (gate: GateTarget) => run(t('replication.hold'), () => lab.call('holdGate', { gate, lease: 'page' }))
  const release = (gate: GateTarget) => run(t('replication.run'), () => lab.call('releaseGate', { gate }))
  const releaseAll = () => run(t('replication.releaseAll'), () => lab.call('releaseAllGates'))

  async function step(gate: GateTarget): Promise<GateStepOutcome | undefined> {
    const done = await run(t('replication.step'), () => pending.during(gate, lab.call('stepGate', { gate })))
    const outcome = done?.outcome
    if (outcome?.kind === 'nothing' && outcome.reason !== 'givenUp') {
      const why = outcome.reason === 'notInTime' ? `notInTime.${gate.kind}` : outcome.reason
      notices.show('calm', t('replication.stepNothing'), t(`replication.nothing.${why}`, { why: outcome.why }))
    }
    return outcome
  }
  const giveUp = (gate: GateTarget) => cancelling.run(t('replication.giveUp'), () => lab.call('giveUpStep', { gate }))
  /** A step was asked for and nothing stands there yet. */
  const awaited = (view: GateView | undefined) =>
    view !== undefined && view.waiting.length === 0 && pending.isPending(view.gate)
  /** The comment line that says what a button does. */
  function line(verb: GateVerb, gate: GateTarget): string {
    const { key, values } = gateLine(gate)
    return t(`replication.gateLine.do.${verb}`, { what: t(`replication.gateLine.${key}`, values) })
  }
  return { busy, hold, step, giveUp, awaited, release, releaseAll, line }
}
