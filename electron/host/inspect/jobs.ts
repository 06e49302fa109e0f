import type { JobProgress, JobView } from '../api/inspect-views'
import { inspectWords } from '../words/inspect-words'
import { failure, textsOf } from '../words/wording'

const JOBS_MAX = 20
const TELL_EVERY_MS = 250
const WAIT_MS = 20_000

export interface JobControl<Result> {
  readonly signal: AbortSignal
  /** What is known so far; told to those who follow. */
  tell(progress: JobProgress, result: Result): void
}

interface Job<Result> {
  view: JobView<Result>
  control: AbortController
  waiting: Set<() => void>
  toldMs: number
}

/** Work that takes its time: started, followed by whoever likes, cancelled. The last ones are kept for their results. */
export class Jobs<Result> {
  private readonly jobs = new Map<string, Job<Result>>()
  private nextId = 1

  /** `first`: what is known before anything was read. */
  start(first: Result, work: (control: JobControl<Result>) => Promise<Result>): { job: string } {
    const id = `j${this.nextId++}`
    const view: JobView<Result> = {
      job: id,
      version: 1,
      state: 'running',
      progress: { name: '', readBytes: 0, totalBytes: 0 },
      result: first,
      failure: null,
    }
    const job: Job<Result> = { view, control: new AbortController(), waiting: new Set(), toldMs: 0 }
    this.makeRoom()
    this.jobs.set(id, job)
    const change = (part: Partial<JobView<Result>>): void => {
      job.view = { ...job.view, ...part, version: job.view.version + 1 }
      for (const wake of job.waiting) wake()
    }
    work({ signal: job.control.signal, tell: (progress, result) => change({ progress, result }) }).then(
      (result) => change({ state: 'done', result }),
      (error: unknown) =>
        change(job.control.signal.aborted ? { state: 'cancelled' } : { state: 'failed', failure: textsOf(error) }),
    )
    return { job: id }
  }

  /** Resolves once the job is beyond `since`, at most four times a second while it runs. */
  async follow(id: string, since: number): Promise<JobView<Result>> {
    const job = this.job(id)
    const dueMs = since === 0 ? 0 : job.toldMs + TELL_EVERY_MS - Date.now()
    if (job.view.state === 'running' && dueMs > 0) await this.change(job, dueMs, () => job.view.state !== 'running')
    if (job.view.version <= since && job.view.state === 'running')
      await this.change(job, WAIT_MS, () => job.view.version > since)
    job.toldMs = Date.now()
    return job.view
  }

  cancel(id: string): void {
    this.job(id).control.abort(new Error('cancelled'))
  }

  close(): void {
    for (const { control, waiting } of this.jobs.values()) {
      control.abort(new Error('the lab is closing'))
      for (const wake of waiting) wake()
    }
  }

  private job(id: string): Job<Result> {
    const job = this.jobs.get(id)
    if (job === undefined) throw failure('NOT_FOUND', inspectWords.workOver)
    return job
  }

  /** Waits until `met`, or no longer. */
  private change(job: Job<Result>, timeoutMs: number, met: () => boolean): Promise<void> {
    return new Promise((resolve) => {
      const end = () => {
        clearTimeout(timer)
        job.waiting.delete(wake)
        resolve()
      }
      const wake = () => {
        if (met() || job.control.signal.aborted) end()
      }
      const timer = setTimeout(end, timeoutMs)
      job.waiting.add(wake)
    })
  }

  private makeRoom(): void {
    for (const [id, { view }] of this.jobs)
      if (this.jobs.size >= JOBS_MAX && view.state !== 'running') this.jobs.delete(id)
    if (this.jobs.size >= JOBS_MAX) throw failure('BAD_REQUEST', inspectWords.tooManyJobs, { count: JOBS_MAX })
  }
}
