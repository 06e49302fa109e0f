import type { LabRequest } from './cluster/lab-setup'

export interface LabHostOptions extends LabRequest {
  dir: string
  /** The `out` folder: holds the broker's and the coordination server's programs. */
  programs: string
  /** Exit as Kafka does when a broker's old session still stands. */
  strict?: boolean
  /** false: no history is kept, and nothing is asked of brokers that nobody looks at. */
  recording?: boolean
  /** One line for whoever started the lab: what was chosen, reaped, or goes on. */
  notice(line: string): void
}
