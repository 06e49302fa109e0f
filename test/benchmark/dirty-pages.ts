import { readFileSync } from 'node:fs'
import { setPriority } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { startProcess, type TestProcess } from '../helpers/processes'
import { removeTemporary, temporaryDirectory } from '../helpers/temp'

const LOOK_MS = 20
const PAGE_BYTES = 4096
const MEBIBYTE = 1024 * 1024
const READY_MS = 2 * 60_000
/** After so long without being held up it is taken that the disk keeps up. */
const BEGIN_PATIENCE_MS = 15_000
/** Behind the broker: the pages shall hold it up, not the processor. */
const NICENESS = 10
/** Beyond where writers are held up, because the disk cleans pages meanwhile. */
const BEYOND = 1.25
const PROGRAM = fileURLToPath(new URL('page-writer.mjs', import.meta.url))

/** What was seen of the kernel and of the process that dirties pages. */
export interface DirtyLooks {
  looks: number
  /** Looks at which the writer waited in the kernel's balance_dirty_pages: writers were throttled then. */
  heldUpLooks: number
  mostMebibytes: number
}

/** Fills the page cache with bytes that are not on the disk yet, from a process of its own, so that the kernel holds up whoever writes. */
export class DirtyPages {
  private constructor(
    private readonly directory: string,
    private readonly writer: TestProcess,
  ) {}

  /** Makes the file that is written over, at most so large, and waits. */
  static async prepare(mebibytesMax: number): Promise<DirtyPages> {
    const directory = temporaryDirectory('dirty')
    const mebibytes = Math.min(mebibytesMax, Math.ceil(heldUpFromMebibytes() * BEYOND))
    const args = [PROGRAM, join(directory, 'pages'), String(mebibytes)]
    const writer = startProcess({ command: process.execPath, args, name: 'the writer of pages' })
    const pages = new DirtyPages(directory, writer)
    try {
      await writer.line(/^ready$/, READY_MS)
      writer.signal('SIGSTOP')
      setPriority(writer.pid, NICENESS)
      return pages
    } catch (error) {
      await pages.end()
      throw error
    }
  }

  /** Resolves once the writer was seen held up, or does not come to that. */
  async begin(): Promise<void> {
    this.writer.signal('SIGCONT')
    const deadlineMs = performance.now() + BEGIN_PATIENCE_MS
    while (!this.isHeldUp() && performance.now() < deadlineMs) await sleep(LOOK_MS)
  }

  /** Looks on until `work` is done. */
  async watch<T>(work: Promise<T>): Promise<{ result: T; seen: DirtyLooks }> {
    const seen: DirtyLooks = { looks: 0, heldUpLooks: 0, mostMebibytes: 0 }
    const timer = setInterval(() => {
      seen.looks++
      if (this.isHeldUp()) seen.heldUpLooks++
      seen.mostMebibytes = Math.max(seen.mostMebibytes, dirtyMebibytes())
    }, LOOK_MS)
    try {
      return { result: await work, seen }
    } finally {
      clearInterval(timer)
    }
  }

  pause(): void {
    this.writer.signal('SIGSTOP')
  }

  async end(): Promise<void> {
    this.writer.signal('SIGKILL')
    await this.writer.exited
    removeTemporary(this.directory)
  }

  private isHeldUp(): boolean {
    return readFileSync(`/proc/${this.writer.pid}/wchan`, 'utf8').startsWith('balance_dirty_pages')
  }
}

/** Writers are held up from here on: half way from where writing back begins to the most that may be dirty. */
function heldUpFromMebibytes(): number {
  const stat = readFileSync('/proc/vmstat', 'utf8')
  return mebibytesOf(stat, 'nr_dirty_threshold', 'nr_dirty_background_threshold') / 2
}

const dirtyMebibytes = () => mebibytesOf(readFileSync('/proc/vmstat', 'utf8'), 'nr_dirty', 'nr_writeback')

function mebibytesOf(stat: string, ...names: string[]): number {
  const pages = names.map((name) => {
    const found = new RegExp(`^${name} (\\d+)$`, 'm').exec(stat)
    if (found === null) throw new Error(`no ${name} in /proc/vmstat`)
    return Number(found[1])
  })
  return (pages.reduce((sum, count) => sum + count, 0) * PAGE_BYTES) / MEBIBYTE
}
