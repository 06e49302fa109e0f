import { type BrowserWindow, dialog } from 'electron'
import { sentence } from '../host/words/wording'
import { comesBackByItself, DEATHS_MAX } from './page-deaths'
import type { Language } from './window-language'
import { mainWords } from './words'

/**
 * Loads the page again where it was when its process died: the lab lives in another one. A page that keeps dying asks first.
 * `gone` is told the reason, Chromium's word (`crashed`, `killed`, `oom`…).
 */
export function comeBack(window: BrowserWindow, language: () => Language, gone: (reason: string) => void): void {
  let deaths: number[] = []
  window.webContents.on('render-process-gone', (_event, { reason }) => {
    if (reason === 'clean-exit') return
    gone(reason)
    deaths = [...deaths, Date.now()].slice(-DEATHS_MAX)
    if (comesBackByItself(deaths)) window.webContents.reload()
    else void ask(window, language(), reason)
  })
}

async function ask(window: BrowserWindow, language: Language, reason: string): Promise<void> {
  const { response } = await dialog.showMessageBox(window, {
    type: 'warning',
    message: sentence(mainWords.pageKeepsEnding, { reason })[language],
    detail: mainWords.labRunsOn[language],
    buttons: [mainWords.loadAgain[language], mainWords.close[language]],
    defaultId: 0,
    cancelId: 0,
  })
  if (response === 0) window.webContents.reload()
  else window.close()
}
