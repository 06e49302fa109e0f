import type { BrokerSignal } from '../api/functions'
import type { ClusterClient, Endpoint } from '../client/cluster-client'

/** A process of the lab as the console shows it. */
export interface ConsoleProcess {
  pid: number | null
  live: boolean
  /** `Running`, `Paused`, `Stopped`, `Killed`, … */
  state: string
  sinceMs: number
  exit: { code: number | null; signal: string | null } | null
}

export interface ConsoleBroker extends Endpoint {
  /** It answers clients: it is up and has joined the cluster. */
  serving: boolean
  process: ConsoleProcess
  /** Absolute, as in its server.properties. */
  logDirs: readonly string[]
  propertiesPath: string
  logPath: string
}

/** What the console needs of a lab. Implemented by the open lab, and by nothing else. */
export interface ConsoleLab {
  /** The lab's folder, absolute. */
  readonly dir: string
  brokers(): readonly ConsoleBroker[]
  /** Where znodes are: `host:port`, a chroot perhaps. `process` is null where it is not the lab's own. */
  coordination(): { connect: string; process: ConsoleProcess | null; logPath: string | null }
  /** A client that first asks one of these brokers; it is the caller's to close. */
  clientOf(reachable: () => Endpoint[]): ClusterClient
  startBroker(id: number): Promise<void>
  /** SIGTERM, and SIGKILL when it does not end. Resolves when it has ended. */
  stopBroker(id: number): Promise<void>
  startCoordination(): Promise<void>
  stopCoordination(): Promise<void>
  signalBroker(id: number, signal: BrokerSignal): Promise<void>
  signalCoordination(signal: BrokerSignal): Promise<void>
  /** Something about groups was changed: pages that show them look again. */
  groupsChanged(): void
  reassignmentsChanged(): void
}
