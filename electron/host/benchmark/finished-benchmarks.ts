import { readdir, readFile, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { BenchmarkEntry, BenchmarkReport } from '../api/benchmark-views'
import { benchmarkWords } from '../words/benchmark-words'
import { failure } from '../words/wording'
import { REPORT_HTML, REPORT_JSON } from './report-files'
import { summaryOfRun } from './summary'

const LISTED_MAX = 100
const REPORT_BYTES_MAX = 256 * 1024 * 1024

/** Reports in a folder, one a subfolder, as the page lists them. */
export class FinishedBenchmarks {
  constructor(private readonly dir: string) {}

  /** Newest first. A folder without a whole report is none. */
  async list(): Promise<BenchmarkEntry[]> {
    const names = await readdir(this.dir).catch(() => [])
    const reports = await Promise.all(names.map((name) => this.read(name).catch(() => undefined)))
    const entries = reports.flatMap((report, at): BenchmarkEntry[] =>
      report === undefined ? [] : [entryOf(names[at]!, report, this.html(names[at]!))],
    )
    return entries.sort((one, other) => other.startedAt.localeCompare(one.startedAt)).slice(0, LISTED_MAX)
  }

  /** Rejects with NOT_FOUND. */
  async read(id: string): Promise<BenchmarkReport> {
    const path = join(this.folder(id), REPORT_JSON)
    const { size } = await stat(path).catch(() => ({ size: -1 }))
    if (size < 0 || size > REPORT_BYTES_MAX) throw failure('NOT_FOUND', benchmarkWords.noReport, { path })
    const report = JSON.parse(await readFile(path, 'utf8')) as BenchmarkReport
    if (report.schema !== 'highwater.bench.compaction' || report.version !== 1)
      throw failure('NOT_FOUND', benchmarkWords.otherVersion, { path })
    return report
  }

  async readHtml(id: string): Promise<string> {
    const path = this.html(id)
    return readFile(path, 'utf8').catch(() => {
      throw failure('NOT_FOUND', benchmarkWords.noReport, { path })
    })
  }

  async remove(id: string): Promise<void> {
    await rm(this.folder(id), { recursive: true, force: true })
  }

  private html(id: string): string {
    return join(this.folder(id), REPORT_HTML)
  }

  /** Names from a page must not lead out of the folder. */
  private folder(id: string): string {
    if (!/^[\w-][\w.-]*$/.test(id)) throw failure('BAD_REQUEST', benchmarkWords.noName, { id })
    return join(this.dir, id)
  }
}

function entryOf(id: string, { startedAt, outcome, command, runs }: BenchmarkReport, html: string): BenchmarkEntry {
  return { id, startedAt, outcome, command, runs: runs.map(summaryOfRun), html }
}
