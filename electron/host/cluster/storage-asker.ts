import type { StorageQuestion, StorageTelemetry } from '../../../broker-core/probe/storage-telemetry'
import type { LabToBroker } from '../../../broker-core/probe/telemetry'

/** A broker that does not answer in this time is frozen, busy or gone. */
const PATIENCE_MS = 3000

interface Waiting {
  resolve(answer: StorageTelemetry | null): void
  patience: ReturnType<typeof setTimeout>
}

/** Questions to one life of a broker about its storage. */
export class StorageAsker {
  private requestId = 0
  private readonly waiting = new Map<number, Waiting>()

  constructor(private readonly send: (message: LabToBroker) => void) {}

  /** null: no answer came. */
  ask(question: StorageQuestion): Promise<StorageTelemetry | null> {
    const requestId = ++this.requestId
    return new Promise((resolve) => {
      const patience = setTimeout(() => this.answered(requestId, null), PATIENCE_MS)
      this.waiting.set(requestId, { resolve, patience })
      this.send({ type: 'askStorage', requestId, question })
    })
  }

  answered(requestId: number, storage: StorageTelemetry | null): void {
    const waiting = this.waiting.get(requestId)
    if (!waiting) return
    this.waiting.delete(requestId)
    clearTimeout(waiting.patience)
    waiting.resolve(storage)
  }

  /** The process is gone. */
  stop(): void {
    for (const requestId of [...this.waiting.keys()]) this.answered(requestId, null)
  }
}
