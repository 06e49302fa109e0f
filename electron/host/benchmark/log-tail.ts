import { open } from 'node:fs/promises'

const READ_BYTES = 256 * 1024
const LINE_BYTES_MAX = 64 * 1024

/** Reads what was appended to a log file since the last look, line by line. */
export class LogTail {
  private position = 0
  private rest = ''

  constructor(
    private readonly path: string,
    private readonly line: (text: string) => void,
  ) {}

  async look(): Promise<void> {
    const file = await open(this.path, 'r').catch(() => undefined)
    // Not written yet.
    if (file === undefined) return
    try {
      const buffer = Buffer.alloc(READ_BYTES)
      for (;;) {
        const { bytesRead } = await file.read(buffer, 0, buffer.length, this.position)
        if (bytesRead === 0) return
        this.position += bytesRead
        this.take(buffer.toString('latin1', 0, bytesRead))
      }
    } finally {
      await file.close()
    }
  }

  private take(text: string): void {
    const lines = (this.rest + text).split('\n')
    this.rest = (lines.pop() ?? '').slice(0, LINE_BYTES_MAX)
    for (const line of lines) this.line(line)
  }
}
