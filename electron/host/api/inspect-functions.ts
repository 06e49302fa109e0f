import type {
  BatchPlaceRequest,
  BatchRows,
  ByteView,
  DirectoryHandle,
  FindFilter,
  FolderPlace,
  FoundBatches,
  IndexRows,
  InspectedPartition,
  InspectJobResult,
  JobView,
  JumpTarget,
  LogPlace,
  OpenedDirectory,
  RecordRows,
  SegmentPlaceRequest,
  ValueFormName,
} from './inspect-views'

/**
 * Data directories, read from their files alone: nothing is written, no lock is taken, a broker may run in them. Other calls take the
 * handle that `inspectOpen` gave, never a path; what lies outside an opened directory is refused, wherever a symbolic link leads.
 */
export interface InspectFunctions {
  /** The log.dirs of this lab's brokers, and what was opened in this run, last first. */
  inspectDirectories(): Promise<{
    lab: { brokerId: number; path: string }[]
    opened: { directory: DirectoryHandle; path: string }[]
  }>
  /** A log directory, or one partition's folder. */
  inspectOpen(request: { path: string }): Promise<OpenedDirectory>
  /** The same again, as it is now. */
  inspectDirectory(request: { directory: DirectoryHandle }): Promise<OpenedDirectory>
  inspectPartition(request: FolderPlace): Promise<InspectedPartition>
  /** Resolves as soon as the files are no longer those of `stamp`; after 20 s with the same stamp. `folder` null: the directory's own. */
  inspectChanges(request: {
    directory: DirectoryHandle
    folder: string | null
    stamp: string
  }): Promise<{ stamp: string }>
  /** Batches from `position` on, which is where one begins, or those in front of it. CRCs are checked. */
  inspectBatches(request: BatchPlaceRequest & { before: boolean; limit: number }): Promise<BatchRows>
  inspectRecords(request: BatchPlaceRequest & { from: number; limit: number; form: ValueFormName }): Promise<RecordRows>
  /** `from`: byte of the batch, where it is too large to be shown at once. */
  inspectBatchBytes(request: BatchPlaceRequest & { from: number }): Promise<ByteView>
  /** A small file by its name; `folder` null: of the directory itself. */
  inspectFileBytes(request: {
    directory: DirectoryHandle
    folder: string | null
    name: string
    position: number
  }): Promise<ByteView>
  inspectIndex(
    request: SegmentPlaceRequest & { index: 'offsetIndex' | 'timeIndex'; from: number; limit: number },
  ): Promise<IndexRows>
  /** null: the log ends before. */
  inspectJump(request: FolderPlace & { to: JumpTarget }): Promise<LogPlace | null>
  /** Reads some megabytes from a place on; the answer says where to go on. null: from the first batch. */
  inspectFind(
    request: FolderPlace & { from: LogPlace | null; filter: FindFilter; limit: number },
  ): Promise<FoundBatches>

  /** Reads segments from end to end and tells what is wrong. `folder` null: all partitions. */
  inspectCheck(request: { directory: DirectoryHandle; folder: string | null; crc: boolean }): Promise<{ job: string }>
  /** One partition's copy in another opened directory; folders null: all that both have. */
  inspectCompare(request: {
    left: { directory: DirectoryHandle; folder: string | null }
    right: { directory: DirectoryHandle; folder: string | null }
  }): Promise<{ job: string }>
  /** Resolves as soon as the job is beyond version `since` (0: at once), at most four times a second; after 20 s as it is. */
  inspectFollow(request: { job: string; since: number }): Promise<JobView<InspectJobResult>>
  inspectCancel(request: { job: string }): Promise<void>
}
