import { readFileSync } from 'node:fs'

/** `/proc/PID/io`: bytes of read and write calls of all its threads, and what of them reached a disk. */
export interface ProcessIo {
  /** rchar and wchar: sockets, pipes and cached files included. What is received with recvmsg is not. */
  readCalls: number
  writeCalls: number
  /** read_bytes and write_bytes. */
  diskRead: number
  diskWritten: number
}

export function parseProcessIo(text: string): ProcessIo | null {
  const [readCalls, writeCalls, diskRead, diskWritten] = ['rchar', 'wchar', 'read_bytes', 'write_bytes'].map((name) => {
    const found = new RegExp(`^${name}: (\\d+)$`, 'm').exec(text)
    return found ? Number(found[1]) : null
  })
  if (readCalls == null || writeCalls == null || diskRead == null || diskWritten == null) return null
  return { readCalls, writeCalls, diskRead, diskWritten }
}

/** null: no such process, somebody else's, or a system without /proc. */
export function readProcessIo(pid: number): ProcessIo | null {
  try {
    return parseProcessIo(readFileSync(`/proc/${pid}/io`, 'latin1'))
  } catch {
    return null
  }
}
