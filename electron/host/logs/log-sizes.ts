import { copyFile, stat, truncate } from 'node:fs/promises'

const LOOK_MS = 10_000
const SIZE_MAX = 16 * 1024 * 1024

/**
 * Keeps each process's output bounded: beyond 16 MiB it is copied to `<path>.1` and cut to nothing. The process appends to the same
 * open file all the while, so it cannot be renamed from under it.
 */
export class LogSizes {
  private timer: ReturnType<typeof setInterval> | undefined

  constructor(
    private readonly logs: () => { path: string }[],
    private readonly sizeMax = SIZE_MAX,
  ) {}

  start(): void {
    this.timer = setInterval(() => void this.look(), LOOK_MS)
    this.timer.unref?.()
  }

  stop(): void {
    if (this.timer) clearInterval(this.timer)
  }

  async look(): Promise<void> {
    for (const { path } of this.logs()) {
      try {
        if ((await stat(path)).size <= this.sizeMax) continue
        await copyFile(path, `${path}.1`)
        await truncate(path, 0)
      } catch {
        // Not written yet, or a full disk: the next look tries again.
      }
    }
  }
}
