import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import { LabError } from '../api/errors'
import type { Interest, LabFunctions, LabUpdate } from '../api/functions'
import type { RecordingFunctions } from '../api/recording-functions'
import { BlockBuilder } from './block-builder'
import { BlockStore } from './block-store'

const WATCHED_EVERY_MS = 250
/** Nobody looks: brokers are asked seldom. */
const UNWATCHED_EVERY_MS = 5000

const compress = promisify(gzip)
type Pull = LabFunctions['pull']
type Parts = Pick<LabUpdate, 'disk' | 'groups' | 'topicWork' | 'io' | 'cleaning' | 'replication'>
const partNames = ['disk', 'groups', 'topicWork', 'io', 'cleaning', 'replication'] as const

export interface RecorderOptions {
  /** The recorder's own place in the stream of updates. */
  pull: Pull
  store?: BlockStore
  everyMs?: number
}

/**
 * Writes down what the lab tells. It asks as a page does, four times a second while a page is seen, seldom else; parts that are read only for a
 * page (directories, groups …) are taken from what that page was told, so recording reads no file twice.
 */
export class Recorder implements RecordingFunctions {
  private readonly store: BlockStore
  private readonly pages = new Map<object, Parts>()
  /** Pages that are not hidden. */
  private readonly looking = new Set<object>()
  private block: BlockBuilder | undefined
  private version = 0
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
    this.pages.set(page, {})
    return async (request) => {
      this.looks(page, request.interest)
      const update = await pull(request)
      this.told(page, update)
      return update
    }
  }

  left(page: object): void {
    this.pages.delete(page)
    this.looking.delete(page)
  }

  async recordingExtent() {
    if (this.block && this.block.toMs > this.block.fromMs) await this.seal()
    await this.writing
    return this.store.extent()
  }

  async readRecordingBlock({ id }: { id: number }) {
    const block = this.store.read(id)
    if (!block) throw new LabError('NOT_FOUND', `block ${id} of the recording had to make room for newer ones`)
    return { gzip: block.toString('base64') }
  }

  /** One question, one line. Resolves when it is written. */
  async record(): Promise<void> {
    if (this.block?.isFull(Date.now())) await this.seal()
    const since = this.block ? this.version : 0
    const update = await this.options.pull({ since, interest: { telemetry: true } })
    if (this.closed) return
    this.version = update.version
    if (update.resync) {
      if (this.block) await this.seal()
      this.block = new BlockBuilder({ ...update, ...Object.assign({}, ...this.pages.values()) })
    } else this.block?.add(update)
  }

  private async round(): Promise<void> {
    try {
      await this.record()
    } catch {
      // The lab is closing, or its picture cannot be told now: a gap, and the next round begins with a whole picture.
      this.version = 0
      await this.seal()
    }
    if (this.closed) return
    const watched = this.looking.size > 0
    // The lab counts whoever asked as looking, until it says that it does not.
    if (!watched) void this.options.pull({ since: this.version, interest: { telemetry: false } }).catch(() => {})
    this.timer = setTimeout(
      () => {
        this.timer = undefined
        void this.round()
      },
      this.options.everyMs ?? (watched ? WATCHED_EVERY_MS : UNWATCHED_EVERY_MS),
    )
    this.timer.unref()
  }

  /** The first page has come: the slow pace ends. */
  private hurry(): void {
    if (!this.timer || this.closed) return
    clearTimeout(this.timer)
    this.timer = undefined
    void this.round()
  }

  private looks(page: object, interest: Interest): void {
    const parts = this.pages.get(page)
    if (!parts) return
    for (const name of partNames) if (!interest[name]) delete parts[name]
    const first = this.looking.size === 0
    if (!interest.telemetry) this.looking.delete(page)
    else if (this.looking.add(page) && first) this.hurry()
  }

  private told(page: object, update: LabUpdate): void {
    const parts = this.pages.get(page)
    const news: Parts = Object.fromEntries(
      partNames.flatMap((name) => (update[name] === undefined ? [] : [[name, update[name]]])),
    )
    if (!parts || Object.keys(news).length === 0) return
    Object.assign(parts, news)
    this.block?.add({ version: this.version, resync: false, nowMs: update.nowMs, ...news })
  }

  private seal(): Promise<void> {
    const { block } = this
    this.block = undefined
    if (!block) return this.writing
    const text = block.text()
    this.writing = this.writing.then(async () => {
      this.store.add(block.fromMs, block.toMs, await compress(text, { level: 1 }))
    })
    return this.writing
  }
}
