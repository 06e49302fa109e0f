import { readdirSync, readFileSync, readlinkSync } from 'node:fs'

const ESTABLISHED = '01'

/** Where the connections of processes can be read. */
export const connectionsMissing = (): string | undefined =>
  process.platform === 'linux' ? undefined : 'connections of other processes are read from /proc, which Linux alone has'

/**
 * The connections that `pid` opened to one of `ports`, as `local port>remote port`, sorted. One that was closed and opened again has
 * another local port.
 */
export function openedConnections(pid: number, ports: readonly number[]): string[] {
  const own = socketsOf(pid)
  return ['tcp', 'tcp6']
    .flatMap((table) => readFileSync(`/proc/${pid}/net/${table}`, 'utf8').split('\n').slice(1))
    .map((line) => line.trim().split(/\s+/))
    .filter(([, , , state, , , , , , inode]) => state === ESTABLISHED && own.has(inode ?? ''))
    .map(([, local, remote]) => [portOf(local), portOf(remote)] as const)
    .filter(([, remote]) => ports.includes(remote))
    .map(([local, remote]) => `${local}>${remote}`)
    .sort()
}

const portOf = (address = ''): number => Number.parseInt(address.split(':')[1] ?? '', 16)

function socketsOf(pid: number): Set<string> {
  const inodes = new Set<string>()
  for (const name of readdirSync(`/proc/${pid}/fd`)) {
    try {
      const [, inode] = /^socket:\[(\d+)\]$/.exec(readlinkSync(`/proc/${pid}/fd/${name}`)) ?? []
      if (inode) inodes.add(inode)
    } catch {
      // Closed since the folder was read.
    }
  }
  return inodes
}
