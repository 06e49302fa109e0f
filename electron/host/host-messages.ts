import type { InBothLanguages } from './api/exercise-functions'
import type { LabRequest } from './cluster/lab-setup'
import type { RpcAnswer } from './server/rpc'

export interface HostProcessOptions extends LabRequest {
  dir: string
  strict: boolean
}

/** From the window's process to the lab host's. */
export type ToHostProcess =
  | { type: 'call'; id: number; name: unknown; request: unknown }
  /** The page's process ended by itself; what it held is to be let go at once. The next page is another one. */
  | { type: 'pageGone' }
  | { type: 'close' }

export type FromHostProcess =
  | { type: 'answer'; answer: RpcAnswer }
  /** The folder is ours and the processes are being started. */
  | { type: 'opened'; dir: string }
  | { type: 'ready'; dir: string; bootstrap: string }
  /** The lab could not be opened; nothing runs. */
  | { type: 'failed'; texts: InBothLanguages }
  | { type: 'notice'; line: string }
