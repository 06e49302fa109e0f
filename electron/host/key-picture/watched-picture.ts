import type { ProbeFact } from '../../../broker-core/probe/events'
import type { KeyCleaning, KeyPicture } from '../api/key-picture-views'
import { Rounds } from '../rounds/rounds'
import { inspectWords } from '../words/inspect-words'
import { failure, textsOf } from '../words/wording'
import type { Replica, ReplicaPlace } from './key-pictures'
import { mergeRecords } from './known-records'
import { type Look, lookAt, TooManyBytesError } from './look'

const OFFSETS_MAX = 2000
const OFFSETS_MIN = 16
const CLEANINGS_MAX = 10
const GATHER_MS = 150
const GAP_MS = 400
const WAIT_MS = 20_000
/** Nobody asked for so long: nothing is read any more. */
const UNASKED_MS = 25_000

/** One replica's records, read again after each change while somebody asks. */
export class WatchedPicture {
  readonly name: string
  askedMs = Date.now()
  private view: KeyPicture
  private offsets = OFFSETS_MAX
  private readMs = 0
  private finished: Extract<ProbeFact, { kind: 'cleanerFinished' }>[] = []
  private readonly waiting = new Set<() => void>()
  private readonly rounds: Rounds

  constructor(
    replica: Replica,
    private readonly place: () => ReplicaPlace | undefined,
  ) {
    this.name = `${replica.topic}-${replica.partition}`
    this.view = {
      version: 0,
      ...replica,
      readMs: 0,
      fromOffset: 0,
      logStartOffset: 0,
      logEndOffset: 0,
      records: [],
      files: [],
      cleanings: [],
      problem: null,
    }
    this.rounds = new Rounds({
      wanted: () => Date.now() - this.askedMs < UNASKED_MS,
      round: () => this.read(),
      // Only what is told asks for another look: without it the next one is as far as timers reach.
      gapMs: (told) => (told ? this.gatherMs() : 2 ** 31 - 1),
    })
  }

  async follow(since: number): Promise<KeyPicture> {
    const wasAway = Date.now() - this.askedMs >= UNASKED_MS
    this.askedMs = Date.now()
    if (this.view.version === 0 || wasAway) this.rounds.schedule(0)
    if (this.view.version <= since || this.view.version === 0) await this.changed()
    this.askedMs = Date.now()
    return this.view
  }

  note(fact: ProbeFact): void {
    if (fact.kind === 'cleanerFinished') this.finished.push(fact)
    // The files are still the old ones: records that nobody has seen yet are seen now or never.
    if (fact.kind === 'cleanerStarted' || fact.kind === 'segmentRolled') this.rounds.schedule(0)
    else this.soon()
  }

  soon(): void {
    this.rounds.schedule(this.gatherMs())
  }

  close(): void {
    this.rounds.stop()
    for (const wake of this.waiting) wake()
  }

  private gatherMs(): number {
    return Math.max(GATHER_MS, this.readMs + GAP_MS - Date.now())
  }

  private async read(): Promise<void> {
    const place = this.place()
    const finished = this.finished.splice(0)
    this.readMs = Date.now()
    try {
      if (place === undefined) throw failure('NOT_FOUND', inspectWords.folderGone)
      this.show(await this.look(place), finished)
    } catch (error) {
      this.finished.unshift(...finished)
      this.view = { ...this.view, version: this.view.version + 1, problem: textsOf(error) }
    }
    for (const wake of this.waiting) wake()
  }

  private show(look: Look, finished: readonly Extract<ProbeFact, { kind: 'cleanerFinished' }>[]): void {
    const { view, readMs } = this
    const { fromOffset, logStartOffset, logEndOffset, files } = look
    const cleanings = finished.map(
      ({ firstDirtyOffset, nextDirtyOffset, recordsBefore, recordsAfter }): KeyCleaning => ({
        atMs: readMs,
        firstDirtyOffset,
        nextDirtyOffset,
        recordsBefore,
        recordsAfter,
        filesBefore: view.files,
        filesAfter: files,
      }),
    )
    this.view = {
      ...view,
      version: view.version + 1,
      readMs,
      fromOffset,
      logStartOffset,
      logEndOffset,
      files,
      records: mergeRecords(view.records, look.records, look, readMs),
      cleanings: [...cleanings.reverse(), ...view.cleanings].slice(0, CLEANINGS_MAX),
      problem: null,
    }
  }

  /** Fewer offsets where their records are too large for one look. */
  private async look(place: ReplicaPlace): Promise<Look> {
    for (;;) {
      try {
        return await lookAt(place.directory, this.offsets, place.logStartOffset ?? 0)
      } catch (error) {
        if (!(error instanceof TooManyBytesError) || this.offsets <= OFFSETS_MIN) throw error
        this.offsets = Math.floor(this.offsets / 4)
      }
    }
  }

  private changed(): Promise<void> {
    return new Promise((resolve) => {
      const wake = () => {
        clearTimeout(timer)
        this.waiting.delete(wake)
        resolve()
      }
      const timer = setTimeout(wake, WAIT_MS)
      this.waiting.add(wake)
    })
  }
}
