import { app, Menu, type MenuItemConstructorOptions, shell } from 'electron'
import type { Language } from './window-language'
import { mainWords } from './words'

type Role = NonNullable<MenuItemConstructorOptions['role']>
type Word = keyof typeof mainWords

const separator: MenuItemConstructorOptions = { type: 'separator' }

/** What every desktop program has; the lab's own actions are on the page. A menu's language stays: another one is another menu. */
export function createMenu(language: Language, labDir: () => string | null): Menu {
  const label = (word: Word) => mainWords[word][language]
  const item = (role: Role, word: Word): MenuItemConstructorOptions => ({ role, label: label(word) })
  const lab: MenuItemConstructorOptions = {
    label: label('lab'),
    submenu: [
      {
        label: label('showLabFolder'),
        accelerator: 'CmdOrCtrl+Shift+O',
        click: () => {
          const dir = labDir()
          if (dir !== null) void shell.openPath(dir)
        },
      },
      separator,
      { label: label('stopAndQuit'), accelerator: 'CmdOrCtrl+Q', click: () => app.quit() },
    ],
  }
  const edit: MenuItemConstructorOptions = {
    ...item('editMenu', 'edit'),
    submenu: [
      item('undo', 'undo'),
      item('redo', 'redo'),
      separator,
      item('cut', 'cut'),
      item('copy', 'copy'),
      item('paste', 'paste'),
      item('delete', 'delete'),
      separator,
      item('selectAll', 'selectAll'),
    ],
  }
  const view: MenuItemConstructorOptions = {
    label: label('view'),
    submenu: [
      item('reload', 'reload'),
      item('toggleDevTools', 'developerTools'),
      separator,
      item('resetZoom', 'actualSize'),
      item('zoomIn', 'zoomIn'),
      item('zoomOut', 'zoomOut'),
      item('togglefullscreen', 'fullScreen'),
    ],
  }
  const window: MenuItemConstructorOptions = {
    ...item('windowMenu', 'window'),
    submenu: [item('minimize', 'minimize'), item('close', 'close')],
  }
  const own = process.platform === 'darwin' ? [programMenu(item)] : []
  return Menu.buildFromTemplate([...own, lab, edit, view, window])
}

/** macOS alone has a menu of the program's own name. */
function programMenu(item: (role: Role, word: Word) => MenuItemConstructorOptions): MenuItemConstructorOptions {
  return {
    role: 'appMenu',
    submenu: [
      item('about', 'about'),
      separator,
      item('hide', 'hide'),
      item('hideOthers', 'hideOthers'),
      item('unhide', 'showAll'),
      separator,
      item('quit', 'quit'),
    ],
  }
}
