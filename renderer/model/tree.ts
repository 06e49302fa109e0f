import type {
  BrokerView,
  DiskEntryView,
  DiskView,
  LogDirView,
  PartitionDirectoryView,
} from '../../electron/host/api/views'

export type TreeRow =
  | { kind: 'broker'; key: string; depth: 0; broker: BrokerView; open: boolean }
  | { kind: 'logDir'; key: string; depth: 1; logDir: LogDirView; name: string }
  | {
      kind: 'directory'
      key: string
      depth: number
      entry: DiskEntryView
      path: string
      open: boolean
      reading: boolean
    }
  | { kind: 'file'; key: string; depth: number; entry: DiskEntryView; path: string; directory: string | null }

export interface TreeInput {
  brokers: readonly BrokerView[]
  openBroker: number | null
  openDirectories: ReadonlySet<string>
  disk: DiskView | null
}

/** The rows of the directory tree, top to bottom. Only the opened broker is read from disk. */
export function treeRows(input: TreeInput): TreeRow[] {
  const rows: TreeRow[] = []
  for (const broker of input.brokers) {
    const open = broker.id === input.openBroker
    rows.push({ kind: 'broker', key: `broker-${broker.id}`, depth: 0, broker, open })
    if (open && input.disk?.brokerId === broker.id) rows.push(...brokerRows(input.disk, input.openDirectories))
  }
  return rows
}

function brokerRows(disk: DiskView, open: ReadonlySet<string>): TreeRow[] {
  const several = disk.logDirs.length > 1
  return disk.logDirs.flatMap((logDir) => {
    const rows: TreeRow[] = several
      ? [{ kind: 'logDir', key: logDir.path, depth: 1, logDir, name: logDir.path.split('/').at(-1) ?? logDir.path }]
      : []
    const depth = several ? 2 : 1
    for (const entry of sorted(logDir.entries)) rows.push(...entryRows(disk, logDir, entry, depth, open))
    return rows
  })
}

function entryRows(
  disk: DiskView,
  logDir: LogDirView,
  entry: DiskEntryView,
  depth: number,
  open: ReadonlySet<string>,
): TreeRow[] {
  const path = `${logDir.path}/${entry.name}`
  if (entry.kind === 'file') return [{ kind: 'file', key: path, depth, entry, path, directory: null }]
  const directory = openedDirectory(disk, logDir.path, entry.name)
  const isOpen = open.has(entry.name)
  const row: TreeRow = { kind: 'directory', key: path, depth, entry, path, open: isOpen, reading: isOpen && !directory }
  const files = isOpen && directory ? sorted(directory.entries) : []
  return [
    row,
    ...files.map(
      (file): TreeRow => ({
        kind: 'file',
        key: `${path}/${file.name}`,
        depth: depth + 1,
        entry: file,
        path: `${path}/${file.name}`,
        directory: entry.name,
      }),
    ),
  ]
}

export function openedDirectory(disk: DiskView, logDir: string | null, name: string): PartitionDirectoryView | null {
  return (
    disk.partitions.find((view) => view.name === name && (logDir === null || view.path.startsWith(`${logDir}/`))) ??
    null
  )
}

const numbered = /^(.*?)-(\d+)(.*)$/

/** Directories first, partitions in numeric order; files by name, which is by offset. */
export function sorted(entries: readonly DiskEntryView[]): DiskEntryView[] {
  return [...entries].sort((left, right) => {
    if (left.kind !== right.kind) return left.kind === 'directory' ? -1 : 1
    const [a, b] = [numbered.exec(left.name), numbered.exec(right.name)]
    if (left.kind === 'directory' && a && b && a[1] === b[1]) return Number(a[2]) - Number(b[2])
    return left.name < right.name ? -1 : 1
  })
}

/** Changes within the last `withinMs`, over everything that was read. */
export function recentChanges(disk: DiskView | null, nowMs: number, withinMs: number): number {
  if (!disk) return 0
  const entries = [...disk.logDirs.flatMap((view) => view.entries), ...disk.partitions.flatMap((view) => view.entries)]
  return entries.filter((entry) => entry.change && nowMs - entry.change.atMs <= withinMs).length
}
