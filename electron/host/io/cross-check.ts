import type { IoCrossCheck } from '../api/io-views'
import type { BrokerIo } from '../cluster/broker-io'
import { countedRead, countedWritten } from './io-bytes'

/** The two accounts since `first`, side by side; null where the kernel shows none. */
export function crossCheck(first: BrokerIo, last: BrokerIo): IoCrossCheck | null {
  if (!first.process || !last.process) return null
  const readCounted = countedRead(last.moved) - countedRead(first.moved)
  const writtenCounted = countedWritten(last.moved) - countedWritten(first.moved)
  const processRead = last.process.readCalls - first.process.readCalls
  const processWritten = last.process.writeCalls - first.process.writeCalls
  return {
    sinceMs: first.atMs,
    atMs: last.atMs,
    countedRead: readCounted,
    countedWritten: writtenCounted,
    processRead,
    processWritten,
    differenceRead: processRead - readCounted,
    differenceWritten: processWritten - writtenCounted,
    diskRead: last.process.diskRead - first.process.diskRead,
    diskWritten: last.process.diskWritten - first.process.diskWritten,
  }
}
