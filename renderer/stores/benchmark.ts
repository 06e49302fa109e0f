import { defineStore } from 'pinia'
import { ref, shallowRef } from 'vue'
import type { BenchmarkView } from '../../electron/host/api/benchmark-functions'
import type { BenchmarkReport } from '../../electron/host/api/benchmark-views'
import type { InBothLanguages } from '../../electron/host/api/exercise-functions'
import { failureTexts } from './failure-texts'
import { useLabStore } from './lab'

const RETRY_MS = 2000
/** Reports kept for the comparison. */
const REPORTS_MAX = 8

/** The lab's benchmarks, followed while somebody looks at them. */
export const useBenchmarkStore = defineStore('benchmark', () => {
  const lab = useLabStore()
  const view = shallowRef<BenchmarkView | null>(null)
  const problem = ref<InBothLanguages | null>(null)
  const reports = shallowRef(new Map<string, BenchmarkReport>())
  let watching = 0

  /** Follows until the returned function is called. */
  function follow(): () => void {
    const own = ++watching
    void loop(own)
    return () => {
      if (watching === own) watching++
    }
  }

  async function loop(own: number) {
    let since = 0
    while (watching === own) {
      try {
        const next = await lab.call('watchBenchmark', { since })
        if (watching !== own) return
        view.value = next
        since = next.version
        problem.value = null
      } catch (error) {
        problem.value = failureTexts(error)
        since = 0
        await new Promise((resolve) => setTimeout(resolve, RETRY_MS))
      }
    }
  }

  async function load(id: string) {
    if (reports.value.has(id)) return
    const report = await lab.call('readBenchmark', { id })
    reports.value = new Map([...[...reports.value].slice(1 - REPORTS_MAX), [id, report]])
  }

  return { view, problem, reports, follow, load }
})
