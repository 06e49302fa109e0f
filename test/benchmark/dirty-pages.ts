import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { removeTemporary, temporaryDirectory } from '../helpers/temp'

const LOOK_MS = 20
const PAGE_BYTES = 4096
const MEBIBYTE = 1024 * 1024

/** Fills the page cache with bytes that are not on the disk yet, from a process of its own, until the kernel holds up whoever writes. */
export class DirtyPages {
  mostMebibytes = 0
  private readonly directory = temporaryDirectory('dirty')
  private readonly writer: ChildProcess
  private readonly ended: Promise<unknown>
  private readonly watch: NodeJS.Timeout
  /** Writers are held up from here on: half way from where writing back begins to the most that may be dirty. */
  private readonly heldUpMebibytes: number
  private whenHeldUp: () => void = () => undefined
  private readonly heldUp = new Promise<void>((resolve) => {
    this.whenHeldUp = resolve
  })

  /** Writes no more than so much. */
  constructor(mebibytesMax: number) {
    const stat = readFileSync('/proc/vmstat', 'utf8')
    const pages = pagesOf(stat, 'nr_dirty_threshold') + pagesOf(stat, 'nr_dirty_background_threshold')
    this.heldUpMebibytes = (pages * PAGE_BYTES) / 2 / MEBIBYTE
    const target = `of=${join(this.directory, 'pages')}`
    this.writer = spawn('dd', ['if=/dev/zero', target, 'bs=1M', `count=${mebibytesMax}`], { stdio: 'ignore' })
    this.ended = once(this.writer, 'exit')
    this.watch = setInterval(() => this.look(), LOOK_MS)
  }

  /** Resolves once writers are held up, or all was written without that. */
  async begun(): Promise<void> {
    await Promise.race([this.heldUp, this.ended])
  }

  async end(): Promise<void> {
    clearInterval(this.watch)
    this.writer.kill('SIGKILL')
    await this.ended
    removeTemporary(this.directory)
  }

  private look(): void {
    const stat = readFileSync('/proc/vmstat', 'utf8')
    const dirty = ((pagesOf(stat, 'nr_dirty') + pagesOf(stat, 'nr_writeback')) * PAGE_BYTES) / MEBIBYTE
    this.mostMebibytes = Math.max(this.mostMebibytes, dirty)
    if (dirty >= this.heldUpMebibytes) this.whenHeldUp()
  }
}

function pagesOf(stat: string, name: string): number {
  const found = new RegExp(`^${name} (\\d+)$`, 'm').exec(stat)
  if (found === null) throw new Error(`no ${name} in /proc/vmstat`)
  return Number(found[1])
}
