import { readdirSync, readFileSync, readlinkSync } from 'node:fs'

export interface PortHolder {
  pid: number
  name: string
}

/** Who listens on a port, as far as /proc lets us see (our own processes, or all of them as root). null: not known. */
export function portHolder(port: number): PortHolder | null {
  const inodes = new Set(['/proc/net/tcp', '/proc/net/tcp6'].flatMap((path) => listeningInodes(readText(path), port)))
  if (inodes.size === 0) return null
  for (const pid of numericNames('/proc'))
    if (holdsSocket(pid, inodes)) return { pid, name: readText(`/proc/${pid}/comm`).trim() }
  return null
}

/** Socket inodes of rows in state 0A (LISTEN) whose local port is `port`. */
export function listeningInodes(table: string, port: number): string[] {
  return table.split('\n').flatMap((row) => {
    const [, local, , state, , , , , , inode] = row.trim().split(/\s+/)
    const at = Number.parseInt(local?.split(':')[1] ?? '', 16)
    return state === '0A' && at === port && inode ? [inode] : []
  })
}

function holdsSocket(pid: number, inodes: ReadonlySet<string>): boolean {
  return numericNames(`/proc/${pid}/fd`).some((fd) => {
    const target = /^socket:\[(\d+)\]$/.exec(readLink(`/proc/${pid}/fd/${fd}`))
    return target !== null && inodes.has(target[1]!)
  })
}

/** Other people's processes, and those that end meanwhile, cannot be read: they are passed over. */
const orElse = <T>(read: () => T, otherwise: T): T => {
  try {
    return read()
  } catch {
    // Unreadable is the answer "not known".
    return otherwise
  }
}
const readText = (path: string) => orElse(() => readFileSync(path, 'latin1'), '')
const readLink = (path: string) => orElse(() => readlinkSync(path), '')
const numericNames = (path: string) =>
  orElse(() => readdirSync(path), [])
    .map(Number)
    .filter(Number.isInteger)
