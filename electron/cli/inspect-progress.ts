import type { InspectProgress } from '../host/inspect/inspect-directory'

const EVERY_MS = 200
const MIB = 1024 * 1024

/** A line on the terminal that says how far a long reading is. Nothing is written where stderr is a file or a pipe. */
export class ProgressLine {
  private readonly startedMs = Date.now()
  private writtenMs = 0
  private written = false

  constructor(private readonly terminal: Pick<NodeJS.WriteStream, 'isTTY' | 'columns' | 'write'> = process.stderr) {}

  /** Short readings never show one. */
  readonly tell = ({ partition, readBytes, totalBytes }: InspectProgress): void => {
    const nowMs = Date.now()
    if (!this.terminal.isTTY || nowMs - this.startedMs < EVERY_MS || nowMs - this.writtenMs < EVERY_MS) return
    this.writtenMs = nowMs
    this.written = true
    const share = totalBytes === 0 ? 100 : Math.min(100, Math.floor((100 * readBytes) / totalBytes))
    const text = `${share} % (${Math.floor(readBytes / MIB)} of ${Math.ceil(totalBytes / MIB)} MiB) ${partition}`
    this.terminal.write(`\r${text.slice(0, Math.max(10, (this.terminal.columns ?? 80) - 1))}\x1b[K`)
  }

  clear(): void {
    if (this.written) this.terminal.write('\r\x1b[K')
    this.written = false
  }
}
