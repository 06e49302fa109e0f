import { resolve } from 'node:path'
import { app, type BrowserWindow, dialog, ipcMain, Menu, type WebFrameMain } from 'electron'
import type { InBothLanguages } from '../host/api/exercise-functions'
import { isLabFunctionName } from '../host/api/function-names'
import type { HostProcessOptions } from '../host/host-messages'
import { noFunction } from '../host/server/no-function'
import { HostLink } from './host-link'
import { createMenu } from './menu'
import { comeBack } from './page-recovery'
import { createWindow } from './window'
import { isLanguage, type Language, languageOf } from './window-language'
import { mainWords } from './words'

/** `out/`: this file is built to out/main/index.js. */
const out = resolve(__dirname, '..')
let window: BrowserWindow | undefined
let host: HostLink | undefined
let labDir: string | null = null
/** The page's language, as it told. */
let told: Language | null = null
/** `failed`: the lab could not be opened, or died; the page says why until the reader closes it. */
let phase: 'open' | 'stopping' | 'stopped' | 'failed' = 'open'

const say = (line: string) => process.stderr.write(`${line}\n`)
const language = () => languageOf(told, app.getLocale())
const fromPage = ({ senderFrame }: { senderFrame: WebFrameMain | null }) =>
  senderFrame === window?.webContents.mainFrame

if (!app.requestSingleInstanceLock({ dir: options().dir })) {
  say('Highwater is open already: its window comes to the front')
  app.exit(0)
} else run()

function run(): void {
  app.on('second-instance', () => {
    if (window?.isMinimized()) window.restore()
    window?.focus()
  })
  // Every way out (window closed, menu, signal) goes through stopping the lab first.
  app.on('window-all-closed', () => app.quit())
  app.on('before-quit', (event) => {
    if (phase === 'failed') app.exit(1)
    if (phase === 'stopped' || !host) return
    event.preventDefault()
    stop()
  })
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => app.quit())
  ipcMain.handle('lab', (event, name: unknown, request: unknown) => {
    if (!fromPage(event) || !isLabFunctionName(name)) return { id: 0, ok: false, ...noFunction(name).rpc }
    return host?.call(name, request)
  })
  ipcMain.handle('choose-folder', (event) => (fromPage(event) ? chooseFolder() : null))
  ipcMain.on('language', (event, chosen: unknown) => {
    if (!fromPage(event) || !isLanguage(chosen)) return
    told = chosen
    sayInLanguage()
  })
  void app.whenReady().then(open)
}

/** A data directory for the Inspector; the lab host is asked to open it like any path that is typed. */
async function chooseFolder(): Promise<string | null> {
  if (!window) return null
  const { filePaths } = await dialog.showOpenDialog(window, { properties: ['openDirectory'] })
  return filePaths[0] ?? null
}

/** All of the window that stays in sight outside the page. */
function sayInLanguage(): void {
  Menu.setApplicationMenu(createMenu(language(), () => labDir))
  if (phase === 'stopping') window?.setTitle(mainWords.stopping[language()])
}

function open(): void {
  sayInLanguage()
  host = new HostLink(resolve(out, 'host', 'host-process.js'), options(), {
    opened: (dir) => {
      labDir = dir
    },
    ready: () => say('the cluster is ready'),
    notice: say,
    ended,
  })
  window = createWindow(out)
  comeBack(window, language, (reason) => {
    say(`the page's process is gone (${reason}); the lab runs on, and gates of the page are released`)
    host?.pageGone()
  })
  window.on('close', (event) => {
    if (phase === 'stopped') return
    event.preventDefault()
    app.quit()
  })
}

function stop(): void {
  if (phase !== 'open') return
  phase = 'stopping'
  say('stopping the brokers one after the other, then the coordination server')
  sayInLanguage()
  window?.setProgressBar(2)
  host?.close()
}

function ended(failure: InBothLanguages | null): void {
  if (phase === 'stopped' || phase === 'failed') return
  if (failure !== null) say(`highwater: ${failure.en}`)
  if (failure !== null && phase === 'open') phase = 'failed'
  else {
    phase = 'stopped'
    if (failure !== null) app.exit(1)
    else app.quit()
  }
}

/** What the command line asked for; started by a click on an icon: the lab in the home folder. */
function options(): HostProcessOptions {
  const given = process.env.HIGHWATER_OPTIONS
  if (given !== undefined) return JSON.parse(given) as HostProcessOptions
  return { dir: resolve(app.getPath('home'), 'highwater-lab'), strict: false, overrides: [] }
}
