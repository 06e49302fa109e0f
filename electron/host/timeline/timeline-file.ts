import { existsSync, readFileSync, renameSync, statSync } from 'node:fs'
import { appendFile } from 'node:fs/promises'
import { withinRoom } from '../api/timeline-room'
import type { TimelineEvent } from '../api/views'
import type { TimelineSink } from './timeline'

const SIZE_MAX = 8 * 1024 * 1024
const QUEUE_MAX = 10_000

/**
 * The timeline on disk, one JSON object a line. When the file is full it becomes `<path>.1` and a new one begins, so a lab that runs
 * for weeks holds 16 MiB of history at most.
 */
export class TimelineFile implements TimelineSink {
  private queue: string[] = []
  private writing: Promise<void> | undefined
  private size: number

  constructor(
    private readonly path: string,
    private readonly warn: (message: string) => void,
    private readonly sizeMax = SIZE_MAX,
  ) {
    this.size = existsSync(path) ? statSync(path).size : 0
  }

  /** Events of earlier sessions, oldest first. Lines that a power loss cut are passed over. */
  history(count: number): TimelineEvent[] {
    return [...withinRoom([...readEvents(`${this.path}.1`), ...readEvents(this.path)], count)]
  }

  write(event: TimelineEvent): void {
    // A disk that does not keep up costs the file its oldest unwritten lines, never the lab its memory.
    if (this.queue.length >= QUEUE_MAX) this.queue.shift()
    this.queue.push(`${JSON.stringify(event)}\n`)
    this.writing ??= this.drain().finally(() => {
      this.writing = undefined
    })
  }

  async close(): Promise<void> {
    while (this.writing) await this.writing
  }

  private async drain(): Promise<void> {
    // The events of this turn go out in one write.
    await Promise.resolve()
    while (this.queue.length > 0) {
      const text = this.queue.splice(0).join('')
      try {
        if (this.size + text.length > this.sizeMax && this.size > 0) this.roll()
        await appendFile(this.path, text)
        this.size += Buffer.byteLength(text)
      } catch (error) {
        this.warn(`timeline ${this.path} cannot be written: ${error instanceof Error ? error.message : String(error)}`)
      }
    }
  }

  private roll(): void {
    renameSync(this.path, `${this.path}.1`)
    this.size = 0
  }
}

function readEvents(path: string): TimelineEvent[] {
  if (!existsSync(path)) return []
  return readFileSync(path, 'utf8')
    .split('\n')
    .flatMap((line) => {
      try {
        const parsed: unknown = line === '' ? null : JSON.parse(line)
        return isEvent(parsed) ? [parsed] : []
      } catch {
        // A line cut by a power loss; its neighbours are whole.
        return []
      }
    })
}

function isEvent(value: unknown): value is TimelineEvent {
  const event = value as Partial<TimelineEvent> | null
  return typeof event?.seq === 'number' && typeof event.atMs === 'number' && typeof event.text === 'string'
}
