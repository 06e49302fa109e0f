import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import type { Interest, LabFunctions, LabUpdate } from '../api/functions'
import type { RecordingFunctions } from '../api/recording-functions'
import { clusterWords } from '../words/cluster-words'
import { failure } from '../words/wording'
import { BlockBuilder } from './block-builder'
import { BlockStore } from './block-store'
import { type PageParts, PagesHeard } from './pages-heard'

const WATCHED_EVERY_MS = 250
const UNWATCHED_EVERY_MS = 1000

const compress = promisify(gzip)
type Pull = LabFunctions['pull']

export interface RecorderOptions {
  /** The recorder's own place in the stream of updates, which nobody counts as a page. It answers when something changed. */
  pull: Pull
  store?: BlockStore
}

/**
 * Writes down what the lab tells, at most four times a second while a page is seen, once a second else. Nothing is asked for its sake and
 * nothing is written while nothing changes. What is read only for a page (directories, groups …) is taken from what that page was told.
 */
export class Recorder implements RecordingFunctions {
  private readonly store: BlockStore
  private readonly pages = new PagesHeard((nowMs, news) => this.heard(nowMs, news))
  private block: BlockBuilder | undefined
  private version = 0
  /** Number of the newest event that is written down. */
  private seq = -1
  /** End of the last block. */
  private toMs = 0
  /** Of the newest sample of disk I/O in the block. */
  private ioMs = 0
  private timer: ReturnType<typeof setTimeout> | undefined
  private closed = false
  private writing: Promise<void> = Promise.resolve()

  constructor(private readonly options: RecorderOptions) {
    this.store = options.store ?? new BlockStore()
  }

  start(): void {
    void this.round()
  }

  close(): void {
    this.closed = true
    clearTimeout(this.timer)
  }

  /** A page's pull, listened to. */
  listen(page: object, pull: Pull): Pull {
    return this.pages.listen(page, pull)
  }

  left(page: object): void {
    this.pages.left(page)
  }

  async recordingExtent() {
    if (this.block && this.block.toMs > this.block.fromMs) await this.seal()
    await this.writing
    return this.store.extent()
  }

  async readRecordingBlock({ id }: { id: number }) {
    const block = this.store.read(id)
    if (!block) throw failure('NOT_FOUND', clusterWords.noBlock, { id })
    return { gzip: block.toString('base64') }
  }

  /** Waits for a change. Resolves when it is written. */
  async record(): Promise<void> {
    const change = await this.pull()
    if (this.closed) return
    const told = change.version !== this.version || change.resync
    if (!told && !hasParts(change)) return
    if (!change.resync && this.block && !this.block.isFull(change.nowMs)) this.block.add(this.noted(change))
    else await this.begin(change)
  }

  /** A new block: what was told last is in its keyframe, too. */
  private async begin(change: LabUpdate): Promise<void> {
    await this.seal()
    const keyframe = change.resync ? change : await this.pull()
    if (this.closed) return
    // A clock that was set back: history goes forward all the same.
    const nowMs = Math.max(this.toMs, keyframe.nowMs)
    this.block = new BlockBuilder({ ...this.noted(keyframe), ...this.pages.parts(), nowMs })
  }

  private pull(): Promise<LabUpdate> {
    const since = this.block ? this.version : 0
    const { replication, io } = this.pages.interest()
    const interest: Interest = {
      telemetry: true,
      ...(replication && { replication }),
      ...(io && { io: { ...io, afterMs: since === 0 ? 0 : this.ioMs } }),
    }
    return this.options.pull({ since, interest })
  }

  /** Every event is written down once, wherever it was told first. */
  private noted(update: LabUpdate): LabUpdate {
    const { timeline = [], ...rest } = update
    const first = this.seq < 0
    const events = first ? [] : timeline.filter(({ seq }) => seq > this.seq)
    this.seq = Math.max(0, this.seq, timeline.at(-1)?.seq ?? 0)
    this.version = update.version
    this.ioMs = update.io?.samples?.samples.at(-1)?.atMs ?? this.ioMs
    return { ...rest, ...(events.length > 0 && { timeline: events }) }
  }

  private async round(): Promise<void> {
    try {
      await this.record()
    } catch {
      // The lab is closing, or its picture cannot be told now: a gap, and the next round begins with a whole picture.
      await this.seal()
    }
    if (this.closed) return
    this.timer = setTimeout(() => void this.round(), this.pages.seen ? WATCHED_EVERY_MS : UNWATCHED_EVERY_MS)
    this.timer.unref()
  }

  private heard(nowMs: number, news: PageParts): void {
    this.block?.add({ version: this.version, resync: false, nowMs, ...news })
  }

  private seal(): Promise<void> {
    const { block } = this
    this.block = undefined
    if (!block) return this.writing
    this.toMs = block.toMs
    const text = block.text()
    this.writing = this.writing.then(async () => {
      this.store.add(block.fromMs, block.toMs, await compress(text, { level: 1 }))
    })
    return this.writing
  }
}

const hasParts = ({ io, replication }: LabUpdate): boolean => io !== undefined || replication !== undefined
