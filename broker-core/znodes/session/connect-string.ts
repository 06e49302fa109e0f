export interface ServerAddress {
  host: string
  port: number
}

export interface ConnectString {
  servers: ServerAddress[]
  /** Put before every path; empty for none. */
  chroot: string
}

const DEFAULT_PORT = 2181

/** `host:port,host:port/chroot` as in `zookeeper.connect`; an IPv6 host in brackets. Throws RangeError naming what is wrong. */
export function parseConnectString(text: string): ConnectString {
  const slash = text.indexOf('/')
  const hosts = slash === -1 ? text : text.slice(0, slash)
  const chroot = slash === -1 ? '' : text.slice(slash).replace(/\/+$/, '')
  if (/\/\//.test(chroot)) throw new RangeError(`zookeeper.connect=${text}: the chroot ${chroot} is not a path`)
  const servers = hosts
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '')
    .map((part) => parseAddress(part, text))
  if (servers.length === 0) throw new RangeError(`zookeeper.connect=${text}: no host:port is given`)
  return { servers, chroot }
}

function parseAddress(part: string, text: string): ServerAddress {
  const match = /^(?:\[([^\]]+)\]|([^:]+))(?::(\d{1,5}))?$/.exec(part)
  const port = match?.[3] === undefined ? DEFAULT_PORT : Number(match[3])
  if (match === null || port < 1 || port > 65_535) {
    throw new RangeError(`zookeeper.connect=${text}: ${part} is not host:port`)
  }
  return { host: match[1] ?? match[2]!, port }
}
