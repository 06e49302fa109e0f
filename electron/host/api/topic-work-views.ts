/** Work on topics that takes a while, as a screen may follow it. */

import type { InBothLanguages } from './exercise-functions'

export interface ReassignmentView {
  topic: string
  partition: number
  /** All replicas while it moves: those that stay, come and go. */
  replicas: number[]
  adding: number[]
  removing: number[]
}

/** Folders of a deleted topic, renamed to `…-delete` and kept until file.delete.delay.ms is over. */
export interface PendingDeletionView {
  topic: string
  folders: { brokerId: number; path: string; partition: number; sizeBytes: number; sinceMs: number }[]
  /** The delay that the brokers hold to. */
  delayMs: number
}

export interface TopicWorkView {
  readMs: number
  reassignments: ReassignmentView[]
  deletions: PendingDeletionView[]
  problem: InBothLanguages | null
}
