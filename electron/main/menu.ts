import { app, Menu, type MenuItemConstructorOptions, shell } from 'electron'

/** What every desktop program has; the lab's own actions are on the page. */
export function createMenu(labDir: () => string | null): Menu {
  const own: MenuItemConstructorOptions[] = process.platform === 'darwin' ? [{ role: 'appMenu' }] : []
  const lab: MenuItemConstructorOptions = {
    label: 'Lab',
    submenu: [
      {
        label: 'Show the lab folder',
        accelerator: 'CmdOrCtrl+Shift+O',
        click: () => {
          const dir = labDir()
          if (dir !== null) void shell.openPath(dir)
        },
      },
      { type: 'separator' },
      { label: 'Stop the lab and quit', accelerator: 'CmdOrCtrl+Q', click: () => app.quit() },
    ],
  }
  const view: MenuItemConstructorOptions = {
    label: 'View',
    submenu: [
      { role: 'reload' },
      { role: 'toggleDevTools' },
      { type: 'separator' },
      { role: 'resetZoom' },
      { role: 'zoomIn' },
      { role: 'zoomOut' },
      { role: 'togglefullscreen' },
    ],
  }
  return Menu.buildFromTemplate([...own, lab, { role: 'editMenu' }, view, { role: 'windowMenu' }])
}
