import { realpath } from 'node:fs/promises'
import { basename } from 'node:path'
import type {
  CheckResult,
  CompareResult,
  InspectedPartition,
  InspectJobResult,
  JumpTarget,
  LogPlace,
  OpenedDirectory,
} from '../../api/inspect-views'
import { listDirectory, type OpenedKind, openDirectory } from '../directory-listing'
import { type DirectoryRole, directoryMeanings, directoryRole } from '../file-roles'
import { chosenPartitions, rootFiles } from '../inspect-directory'
import { Jobs } from '../jobs'
import { findOffset, findPosition, findTimestamp } from '../jump'
import { OpenedDirectories } from '../opened-directories'
import { segmentBases } from '../partition-report'
import { ProblemList } from '../problems'
import { emptyCheck, runCheck } from './check-job'
import { emptyComparison, runCompare } from './compare-job'
import { type KeptReport, partitionLook } from './partition-look'
import { filesStamp, stampAfter, stampOf } from './stamp'

const REPORTS_MAX = 5000

/** The data directories that were opened in this lab's run: their handles, what checks found in them, and work on them under way. */
export class Inspector {
  readonly opened = new OpenedDirectories()
  readonly jobs = new Jobs<InspectJobResult>()
  /** By handle and folder. */
  private readonly reports = new Map<string, KeptReport>()

  /** `labDirectories`: the log.dirs of the lab's own brokers. */
  constructor(private readonly labDirectories: () => { brokerId: number; path: string }[]) {}

  close(): void {
    this.jobs.close()
  }

  directories(): { lab: { brokerId: number; path: string }[]; opened: { directory: string; path: string }[] } {
    return { lab: this.labDirectories(), opened: this.opened.all() }
  }

  async open(path: string): Promise<OpenedDirectory> {
    const { directory, opened } = await this.opened.open(path)
    return this.view(directory, opened)
  }

  async directory(directory: string): Promise<OpenedDirectory> {
    return this.view(directory, await openDirectory(this.opened.path(directory), { confined: true }))
  }

  async partition(directory: string, folder: string): Promise<InspectedPartition> {
    const path = await this.opened.folder(directory, folder)
    const opened = await openDirectory(this.opened.path(directory), { confined: true })
    const { checkpoints } = await rootFiles(opened, new ProblemList())
    const role = this.role(directory, folder)
    return partitionLook({ path, folder, role, checkpoints, kept: this.reports.get(keyOf(directory, folder)) })
  }

  /** Topic and partition by the folder's name; an opened folder of any other name is its own topic. */
  role(directory: string, folder: string): DirectoryRole {
    const name = folder === '' ? basename(this.opened.path(directory)) : folder
    return directoryRole(name) ?? { topic: name, partition: 0, kind: 'current' }
  }

  async changes(directory: string, folder: string | null, stamp: string): Promise<{ stamp: string }> {
    const path = folder === null ? this.opened.path(directory) : await this.opened.folder(directory, folder)
    return { stamp: await stampAfter(path, stamp) }
  }

  async jump(directory: string, folder: string, to: JumpTarget): Promise<LogPlace | null> {
    const path = await this.opened.folder(directory, folder)
    if (to.kind === 'position') {
      const batch = await findPosition(path, to.baseOffset, to.position)
      return batch === undefined ? null : { baseOffset: to.baseOffset, position: batch.position }
    }
    const bases = segmentBases((await listDirectory(path, { confined: true })).files)
    const found =
      to.kind === 'offset' ? await findOffset(path, bases, to.offset) : await findTimestamp(path, bases, to.timestamp)
    return found ?? null
  }

  check(directory: string, folder: string | null, crc: boolean): { job: string } {
    const path = this.opened.path(directory)
    const first: CheckResult = emptyCheck(directory)
    return this.jobs.start(first, (control) =>
      runCheck(
        { directory, path, folder, crc, keep: (report) => this.keep(directory, report, crc) },
        { signal: control.signal, tell: control.tell },
      ),
    )
  }

  async compare(
    left: { directory: string; folder: string | null },
    right: { directory: string; folder: string | null },
  ): Promise<{ job: string }> {
    const side = async ({ directory, folder }: typeof left) => ({
      path: folder === null ? this.opened.path(directory) : await this.opened.folder(directory, folder),
      folder: folder === '' ? basename(this.opened.path(directory)) : folder,
    })
    const sides = [await side(left), await side(right)] as const
    const first: CompareResult = emptyComparison
    return this.jobs.start(first, ({ signal, tell }) => runCompare(...sides, { signal, tell }))
  }

  private keep(directory: string, report: KeptReport['report'], crc: boolean): void {
    const key = keyOf(directory, report.directory === '.' ? '' : report.directory)
    this.reports.delete(key)
    if (this.reports.size >= REPORTS_MAX) this.reports.delete(this.reports.keys().next().value!)
    this.reports.set(key, { report, atMs: Date.now(), crc, stamp: filesStamp(report.files) })
  }

  private async view(directory: string, opened: OpenedKind): Promise<OpenedDirectory> {
    const problems = new ProblemList()
    const root = await rootFiles(opened, problems)
    const folders = chosenPartitions(opened).map(({ name, role }) => ({
      folder: name,
      ...role,
      meaning: directoryMeanings[role.kind],
    }))
    return {
      directory,
      path: opened.path,
      kind: opened.kind,
      brokerId: await this.brokerOf(opened.path),
      ...root,
      folders,
      files: opened.kind === 'partition' ? [] : opened.listing.files,
      problems: problems.all(),
      stamp: stampOf(opened.listing),
    }
  }

  private async brokerOf(path: string): Promise<number | null> {
    for (const { brokerId, path: given } of this.labDirectories()) {
      const real = await realpath(given).catch(() => undefined)
      if (real !== undefined && (path === real || path.startsWith(`${real}/`))) return brokerId
    }
    return null
  }
}

const keyOf = (directory: string, folder: string): string => `${directory}/${folder}`
