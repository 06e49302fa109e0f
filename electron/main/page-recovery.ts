import { type BrowserWindow, dialog } from 'electron'

const DEATHS_MAX = 3
const WITHIN_MS = 60_000

/** Whether a page that died at these moments (ms, the last one just now) is loaded again without asking. */
export function comesBackByItself(deaths: readonly number[]): boolean {
  const last = deaths[deaths.length - 1] ?? 0
  return deaths.filter((at) => last - at < WITHIN_MS).length < DEATHS_MAX
}

/**
 * Loads the page again where it was when its process died: the lab lives in another one. A page that keeps dying asks first.
 * `gone` is told the reason, Chromium's word (`crashed`, `killed`, `oom`…).
 */
export function comeBack(window: BrowserWindow, gone: (reason: string) => void): void {
  let deaths: number[] = []
  window.webContents.on('render-process-gone', (_event, { reason }) => {
    if (reason === 'clean-exit') return
    gone(reason)
    deaths = [...deaths, Date.now()].slice(-DEATHS_MAX)
    if (comesBackByItself(deaths)) window.webContents.reload()
    else void ask(window, reason)
  })
}

async function ask(window: BrowserWindow, reason: string): Promise<void> {
  const { response } = await dialog.showMessageBox(window, {
    type: 'warning',
    message: `The page keeps ending (${reason}).`,
    detail: 'The lab runs on. Load the page again, or close the window, which stops the lab in order.',
    buttons: ['Load again', 'Close'],
    defaultId: 0,
    cancelId: 0,
  })
  if (response === 0) window.webContents.reload()
  else window.close()
}
