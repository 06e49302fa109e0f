import { type BrowserWindow, dialog } from 'electron'
import { comesBackByItself, DEATHS_MAX } from './page-deaths'

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
