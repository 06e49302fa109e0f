import type { PendingDeletionView } from '../../electron/host/api/topic-work-views'

export interface DeletionProgress {
  topic: string
  folderCount: number
  brokerIds: number[]
  paths: string[]
  sizeBytes: number
  /** 0 to 1: how much of the delay is over, for the folder that was renamed last. */
  done: number
  leftMs: number
}

export function deletionProgress({ topic, folders, delayMs }: PendingDeletionView, nowMs: number): DeletionProgress {
  const lastMs = Math.max(...folders.map(({ sinceMs }) => sinceMs))
  const passedMs = Math.max(0, nowMs - lastMs)
  return {
    topic,
    folderCount: folders.length,
    brokerIds: [...new Set(folders.map(({ brokerId }) => brokerId))].sort((left, right) => left - right),
    paths: folders.map(({ path }) => path),
    sizeBytes: folders.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0),
    done: delayMs <= 0 ? 1 : Math.min(1, passedMs / delayMs),
    leftMs: Math.max(0, delayMs - passedMs),
  }
}
