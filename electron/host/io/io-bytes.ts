import type { IoCountsTelemetry, IoTelemetry } from '../../../broker-core/probe/storage-telemetry'
import { type IoBytes, type IoChannels, ioReadCauses, ioWriteCauses } from '../api/io-views'

/** The broker's words for a cause, where the page's differ: its cleaner reads and writes. */
const READ_NAMES: Readonly<Record<string, string>> = { cleaner: 'cleanerRead' }
const WRITE_NAMES: Readonly<Record<string, string>> = { cleaner: 'cleanerWrite' }

/** Counts of a broker as the page names them. A cause that has no place of its own there counts as other: nothing is lost. */
export function ioBytes(causes: readonly string[], counts: IoCountsTelemetry): IoBytes {
  return {
    read: byCause(ioReadCauses, READ_NAMES, causes, counts.read),
    write: byCause(ioWriteCauses, WRITE_NAMES, causes, counts.written),
    deleted: counts.deleted,
  }
}

function byCause<C extends string>(
  shown: readonly (C | 'other')[],
  names: Readonly<Record<string, string>>,
  causes: readonly string[],
  counts: readonly number[],
): Record<C | 'other', number> {
  const sums = Object.fromEntries(shown.map((cause) => [cause, 0])) as Record<string, number>
  for (const [index, cause] of causes.entries()) {
    const name = names[cause] ?? cause
    const place = name in sums ? name : 'other'
    sums[place]! += counts[index] ?? 0
  }
  return sums as Record<C | 'other', number>
}

export function ioChannels(moved: IoTelemetry): IoChannels {
  const { socketsIn, socketsOut, channelIn, channelOut, logLines } = moved
  return { socketsIn, socketsOut, ipcIn: channelIn, ipcOut: channelOut, logLines }
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0)

/** All bytes of read calls that the broker knows of. What comes over the channel is received with recvmsg, which the kernel does not count. */
export const countedRead = ({ files, socketsIn }: IoTelemetry): number => sum(files.read) + socketsIn

/** All bytes of write calls that the broker knows of. */
export const countedWritten = ({ files, socketsOut, channelOut, logLines }: IoTelemetry): number =>
  sum(files.written) + socketsOut + channelOut + logLines
