import type { IoTelemetry } from '../../../broker-core/probe/storage-telemetry'
import type { ProcessIo } from '../sampler/process-io'

/** What a broker told last of the bytes it moved, with the kernel's counters of the same moment. */
export interface BrokerIo {
  pid: number
  /** By the broker's clock. */
  wallMs: number
  atMs: number
  moved: IoTelemetry
  /** null: the system does not show it. */
  process: ProcessIo | null
}
