import type { InBothLanguages } from '../../electron/host/api/exercise-functions'
import type { LabFunctionName, LabFunctions } from '../../electron/host/api/functions'
import { type Answer, type Backend, type LabResult, valueIn } from './backend'
import { createStatus } from './status-listeners'

/** What the preload script puts on `window`. */
export interface HighwaterBridge {
  call(name: LabFunctionName, request: unknown): Promise<Answer>
  /** Asks with the system's dialog; null: the reader chose none. */
  chooseFolder(): Promise<string | null>
  /** Where a file or folder that was dropped on the page is; empty: not on a disk. */
  pathOf(file: File): string
  /** Tells in which language the page speaks, so that the menu and the system's dialogs speak it too. */
  language(language: keyof InBothLanguages): void
}

declare global {
  interface Window {
    highwater?: HighwaterBridge
  }
}

/** What the bridge copies must be plain: a page's reactive object is not. The same text would go over a WebSocket. */
const plain = (request: unknown): unknown => (request === undefined ? undefined : JSON.parse(JSON.stringify(request)))

export function createElectronBackend(bridge: HighwaterBridge): Backend {
  const status = createStatus('open')
  return {
    name: 'electron',
    clockStandsStill: false,
    get status() {
      return status.get()
    },
    async call<Name extends LabFunctionName>(
      name: Name,
      ...request: Parameters<LabFunctions[Name]>
    ): Promise<LabResult<Name>> {
      return valueIn<Name>(await bridge.call(name, plain(request[0])))
    },
    onStatus: status.listen,
    close: () => status.set('closed'),
  }
}
