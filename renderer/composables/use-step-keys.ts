import { onBeforeUnmount, onMounted } from 'vue'
import type { GateView } from '../../electron/host/api/gate-functions'
import { gatesOfReplica, type PartitionName, steppedGate } from '../model/gates'
import { stepProspect } from '../model/step-prospect'
import { useConfirmationStore } from '../stores/confirmation'
import { useLabStore } from '../stores/lab'
import { usePendingStepsStore } from '../stores/pending-steps'
import { useSettingsStore } from '../stores/settings'
import { isField } from './is-field'
import { useGates } from './use-gates'

interface StepKeys {
  gates(): readonly GateView[]
  of(): PartitionName | null
  produce(): void
}

/** A digit steps that broker's follower, P produces one record, R takes all gates away. */
export function useStepKeys({ gates, of, produce }: StepKeys) {
  const settings = useSettingsStore()
  const confirmation = useConfirmationStore()
  const lab = useLabStore()
  const pending = usePendingStepsStore()
  const { busy, step, releaseAll } = useGates()

  function onKey(event: KeyboardEvent) {
    if (event.ctrlKey || event.metaKey || event.altKey || isField(event.target)) return
    if (!settings.singleKeys || confirmation.question || document.querySelector('dialog[open]') || busy.value) return
    const partition = of()
    if (event.key === 'p' || event.key === 'P') produce()
    else if (event.key === 'r' || event.key === 'R') void releaseAll()
    else if (partition && /^\d$/.test(event.key)) {
      const gate = steppedGate(gatesOfReplica(gates(), Number(event.key), partition))
      const leader = lab.picture.replication?.leader ?? null
      if (!gate || pending.isPending(gate.gate) || stepProspect(gate, leader).kind === 'never') return
      void step(gate.gate)
    } else return
    event.preventDefault()
  }
  onMounted(() => window.addEventListener('keydown', onKey))
  onBeforeUnmount(() => window.removeEventListener('keydown', onKey))
}
