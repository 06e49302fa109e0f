import type { CleaningLogView } from '../api/cleaning-views'
import type { LabFunctions } from '../api/functions'
import type { IoBytes } from '../api/io-views'
import type { RecordingFunctions } from '../api/recording-functions'
import type { ClusterClient } from '../client/cluster-client'

/** Of the console: one line run to its end. */
export interface ConsoleOutcome {
  exitCode: number
  lines: { stream: 'out' | 'error'; text: string }[]
}

/** What a broker says of the cleaning of one of its replicas. */
export type CleaningOutlook = Omit<CleaningLogView, 'brokerId' | 'lastRun'>

/** What exercises need of an open lab. Implemented by the lab session, and by nothing else. */
export interface ExerciseLab {
  /** The lab's folder, absolute. */
  readonly dir: string
  readonly bootstrap: string
  /** `host:port` of the coordination server. */
  readonly zookeeper: string
  readonly functions: Omit<LabFunctions, keyof RecordingFunctions>
  readonly client: ClusterClient
  brokerIds(): readonly number[]
  logDirs(id: number): readonly string[]
  logPath(id: number): string
  /** The cleaner's view of a replica; null: the broker does not tell, or has no such replica. */
  cleaningOf(id: number, topic: string, partition: number): Promise<CleaningOutlook | null>
  /** What it moved for a replica, by cause, since its process began; null: the broker does not tell, or has no such replica. */
  bytesOf(id: number, topic: string, partition: number): Promise<IoBytes | null>
  runLine(request: {
    brokerId: number
    line: string
    input?: readonly string[]
    signal?: AbortSignal
  }): Promise<ConsoleOutcome>
}
