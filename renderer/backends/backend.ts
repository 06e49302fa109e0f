import type { LabErrorCode } from '../../electron/host/api/errors'
import type { InBothLanguages } from '../../electron/host/api/exercise-functions'
import type { LabFunctionName, LabFunctions } from '../../electron/host/api/functions'

/** How the page reaches its lab. `waiting`: was never open, or is lost and being tried again. */
export type BackendStatus = 'waiting' | 'open' | 'closed'

export type LabResult<Name extends LabFunctionName> = Awaited<ReturnType<LabFunctions[Name]>>

/** One door to the lab host: Electron IPC, a WebSocket, or a recording. */
export interface Backend {
  readonly name: 'electron' | 'websocket' | 'recorded'
  readonly status: BackendStatus
  /** A recording of one moment: the page's clock stands still at it. */
  readonly clockStandsStill: boolean
  /** Rejects with `CallFailure`. */
  call<Name extends LabFunctionName>(name: Name, ...request: Parameters<LabFunctions[Name]>): Promise<LabResult<Name>>
  /** Returns its own undo. */
  onStatus(listener: (status: BackendStatus) => void): () => void
  close(): void
}

/** A call the lab refused, or could not be asked: `texts` name the thing and the way out in every language of the page. */
export class CallFailure extends Error {
  constructor(
    readonly code: LabErrorCode,
    readonly texts: InBothLanguages,
  ) {
    super(texts.en)
    this.name = 'CallFailure'
  }
}

/** The answer as it crosses IPC and WebSocket. */
export type Answer =
  | { ok: true; value: unknown }
  | { ok: false; code: LabErrorCode; message: string; texts: InBothLanguages }

export function valueIn<Name extends LabFunctionName>(answer: Answer): LabResult<Name> {
  if (!answer.ok) throw new CallFailure(answer.code, answer.texts)
  return answer.value as LabResult<Name>
}
