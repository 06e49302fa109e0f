import { contextBridge, ipcRenderer, webUtils } from 'electron'
import type { InBothLanguages } from '../host/api/exercise-functions'
import type { LabFunctionName } from '../host/api/functions'
import type { RpcAnswer } from '../host/server/rpc'

/** All that the page can reach outside itself. The main process checks the name, the lab host the request. */
contextBridge.exposeInMainWorld('highwater', {
  call: (name: LabFunctionName, request: unknown): Promise<RpcAnswer> => ipcRenderer.invoke('lab', name, request),
  chooseFolder: (): Promise<string | null> => ipcRenderer.invoke('choose-folder'),
  // Electron before 29 has no webUtils; there the page finds the path on the file itself.
  pathOf: (file: File): string => webUtils.getPathForFile(file),
  language: (language: keyof InBothLanguages): void => ipcRenderer.send('language', language),
})
