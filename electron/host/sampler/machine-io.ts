import type { IoView } from '../api/io-views'

/** Bytes a second of all disks together, as systeminformation measures between two calls; null where the system does not tell. */
export async function machineIo(): Promise<IoView['machine']> {
  try {
    const { fsStats } = await import('systeminformation')
    // On some systems the library answers null, whatever its types say.
    const stats = (await fsStats()) as { rx_sec: number | null; wx_sec: number | null } | null
    return stats && { readBytesPerSecond: stats.rx_sec, writeBytesPerSecond: stats.wx_sec }
  } catch {
    return null
  }
}
