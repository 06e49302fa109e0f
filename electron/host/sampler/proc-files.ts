/** What the lab reads of `/proc/PID/stat`. Ticks are 1/100 s on Linux (USER_HZ), pages 4 KiB on the machines Node runs on. */
export interface ProcStat {
  /** One letter: R running, S sleeping, D waiting for disk, T stopped by a signal, Z zombie. */
  state: string
  userTicks: number
  systemTicks: number
  startTicks: number
  residentPages: number
}

/** The command in parentheses may hold spaces and parentheses itself: fields count from the last ')'. null: not a stat line. */
export function parseProcStat(text: string): ProcStat | null {
  const end = text.lastIndexOf(')')
  if (end < 0) return null
  const fields = text
    .slice(end + 2)
    .trim()
    .split(' ')
  const state = fields[0]
  const [userTicks, systemTicks, startTicks, residentPages] = [11, 12, 19, 21].map((at) => Number(fields[at]))
  if (!state || fields.length < 22) return null
  return {
    state,
    userTicks: userTicks!,
    systemTicks: systemTicks!,
    startTicks: startTicks!,
    residentPages: residentPages!,
  }
}

/** `read_bytes` and `write_bytes` of `/proc/PID/io`: what reached the disk, sockets not counted. */
export interface ProcIo {
  readBytes: number
  writeBytes: number
}

export function parseProcIo(text: string): ProcIo | null {
  const read = /^read_bytes: (\d+)$/m.exec(text)
  const write = /^write_bytes: (\d+)$/m.exec(text)
  return read && write ? { readBytes: Number(read[1]), writeBytes: Number(write[1]) } : null
}
