import { onBeforeUnmount, ref, shallowRef } from 'vue'
import { useI18n } from 'vue-i18n'
import type { JobView } from '../../electron/host/api/inspect-views'
import type { WhatIfResult, WhatIfSource } from '../../electron/host/api/what-if-views'
import { useLabStore } from '../stores/lab'
import { useAction } from './use-action'

/** Asks what settings would do, follows the work, cancels it. */
export function useWhatIf() {
  const { t } = useI18n()
  const lab = useLabStore()
  const { busy, failed, run } = useAction()
  const view = shallowRef<JobView<WhatIfResult> | null>(null)
  const commands = ref<string[]>([])
  let round = 0

  async function ask(source: WhatIfSource, settings: Record<string, string>) {
    await cancel()
    const mine = ++round
    view.value = null
    await run(t('whatIf.title'), async () => {
      const started = await lab.call('whatIfStart', { source, settings })
      commands.value = started.commands
      for (let since = 0; mine === round; ) {
        const next = await lab.call('whatIfFollow', { job: started.job, since })
        if (mine !== round) return
        view.value = next
        since = next.version
        if (next.state !== 'running') return
      }
    })
  }

  async function cancel() {
    if (view.value?.state !== 'running') return
    const { job } = view.value
    await run(t('whatIf.title'), () => lab.call('whatIfCancel', { job }))
  }

  onBeforeUnmount(() => {
    round++
    if (view.value?.state === 'running') void lab.call('whatIfCancel', { job: view.value.job }).catch(() => undefined)
  })
  return { view, commands, busy, failed, ask, cancel }
}
