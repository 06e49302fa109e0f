import type { CheckResult, InspectProblem, ProblemSeverity } from '../../api/inspect-views'
import { type ListingOptions, openDirectory } from '../directory-listing'
import { inspectOpened } from '../inspect-directory'
import type { JobControl } from '../jobs'
import type { PartitionReport } from '../report-schema'

const PROBLEMS_MAX = 500
const CONFINED: ListingOptions = { confined: true }

export interface CheckInput {
  directory: string
  /** Real path of the opened directory. */
  path: string
  folder: string | null
  crc: boolean
  keep(report: PartitionReport): void
}

export const emptyCheck = (directory: string): CheckResult => ({
  kind: 'check',
  directory,
  partitionsChecked: 0,
  recordCount: 0,
  counts: { error: 0, warning: 0, note: 0 },
  folders: {},
  problems: [],
})

/** Reads partitions from end to end, telling what it found on the way. */
export async function runCheck(input: CheckInput, control: JobControl<CheckResult>): Promise<CheckResult> {
  const { path, folder, crc, keep } = input
  const gathered = new Gathered(emptyCheck(input.directory))
  let progress = { name: '', readBytes: 0, totalBytes: 0 }
  const opened = await openDirectory(path, CONFINED)
  const report = await inspectOpened(opened, {
    folder: folder === null || opened.kind === 'partition' ? undefined : folder,
    checkCrc: crc,
    signal: control.signal,
    onProgress: ({ partition, readBytes, totalBytes }) => {
      progress = { name: partition, readBytes, totalBytes }
      control.tell(progress, gathered.result)
    },
    onPartition: (partition) => {
      keep(partition)
      gathered.add(partition.problems, partition.directory === '.' ? '' : partition.directory)
      gathered.result = {
        ...gathered.result,
        partitionsChecked: gathered.result.partitionsChecked + 1,
        recordCount: gathered.result.recordCount + partition.recordCount,
      }
      control.tell(progress, gathered.result)
    },
  })
  // Of one partition the directory's own files are not the question.
  if (folder === null) gathered.add(report.problems, null)
  return gathered.result
}

const ORDER: Readonly<Record<ProblemSeverity, number>> = { error: 0, warning: 1, note: 2 }

/** Problems of many partitions: counted all, kept the worst. */
class Gathered {
  constructor(public result: CheckResult) {}

  add(problems: readonly InspectProblem[], folder: string | null): void {
    if (problems.length === 0) return
    const counts = { ...this.result.counts }
    for (const { severity } of problems) counts[severity]++
    const count = (wanted: ProblemSeverity) => problems.filter(({ severity }) => severity === wanted).length
    const [errors, warnings] = [count('error'), count('warning')]
    const folders =
      folder === null || errors + warnings === 0
        ? this.result.folders
        : { ...this.result.folders, [folder]: { errors, warnings } }
    const all = [...this.result.problems, ...problems].sort((one, other) => ORDER[one.severity] - ORDER[other.severity])
    this.result = { ...this.result, counts, folders, problems: all.slice(0, PROBLEMS_MAX) }
  }
}
