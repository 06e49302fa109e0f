import { join } from 'node:path'
import { BrowserWindow, type Session, shell } from 'electron'
import { rememberBounds, rememberedBounds } from './window-bounds'

/** One window on one local page, which can do nothing but call the lab through the preload script. */
export function createWindow(out: string): BrowserWindow {
  const window = new BrowserWindow({
    ...rememberedBounds(),
    minWidth: 960,
    minHeight: 600,
    show: false,
    title: 'Highwater',
    webPreferences: {
      preload: join(out, 'preload', 'index.js'),
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webviewTag: false,
      spellcheck: false,
    },
  })
  confine(window)
  window.once('ready-to-show', () => window.show())
  window.on('close', () => rememberBounds(window.getNormalBounds()))
  void window.loadFile(join(out, 'renderer', 'index.html'))
  return window
}

/** No way to another page, no second window, no permission. A link to the web opens in the user's browser. */
function confine(window: BrowserWindow): void {
  const { webContents } = window
  webContents.on('will-navigate', (event) => event.preventDefault())
  webContents.on('will-attach-webview', (event) => event.preventDefault())
  webContents.setWindowOpenHandler(({ url }) => {
    if (url.startsWith('https://')) void shell.openExternal(url)
    return { action: 'deny' }
  })
  refusePermissions(webContents.session)
}

/** Except writing to the clipboard, which the page's copy buttons do. */
function refusePermissions(session: Session): void {
  const allowed = (permission: string) => permission === 'clipboard-sanitized-write'
  session.setPermissionRequestHandler((_contents, permission, answer) => answer(allowed(permission)))
  session.setPermissionCheckHandler((_contents, permission) => allowed(permission))
}
