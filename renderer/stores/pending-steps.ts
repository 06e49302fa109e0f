import { defineStore } from 'pinia'
import { shallowRef } from 'vue'
import type { GateTarget } from '../../electron/host/api/gate-functions'

const keyOf = (gate: GateTarget) => JSON.stringify(gate)

/** Steps that were asked for and are not over, whoever asked: a button or a key. */
export const usePendingStepsStore = defineStore('pendingSteps', () => {
  const pending = shallowRef<ReadonlySet<string>>(new Set())

  const isPending = (gate: GateTarget) => pending.value.has(keyOf(gate))

  async function during<Value>(gate: GateTarget, work: Promise<Value>): Promise<Value> {
    pending.value = new Set([...pending.value, keyOf(gate)])
    try {
      return await work
    } finally {
      pending.value = new Set([...pending.value].filter((key) => key !== keyOf(gate)))
    }
  }
  return { isPending, during }
})
