import { ConfigError } from './config-error'

export type SecurityProtocol = 'PLAINTEXT' | 'SSL' | 'SASL_PLAINTEXT' | 'SASL_SSL'
const SECURITY_PROTOCOLS: readonly string[] = ['PLAINTEXT', 'SSL', 'SASL_PLAINTEXT', 'SASL_SSL']

/** One `NAME://host:port` (kafka.cluster.EndPoint). */
export interface Endpoint {
  /** Upper case. */
  readonly listenerName: string
  readonly securityProtocol: SecurityProtocol
  /** Empty: all interfaces; in an advertised listener: the machine's own name. */
  readonly host: string
  /** 0 takes a free port. */
  readonly port: number
}

export type ListenerProtocols = ReadonlyMap<string, SecurityProtocol>

/** As it is written in `listeners` and in a broker's registration. */
export const formatEndpoint = ({ listenerName, host, port }: Endpoint): string =>
  `${listenerName}://${host.includes(':') ? `[${host}]` : host}:${port}`

/** `NAME:PROTOCOL,NAME:PROTOCOL`. */
export const parseListenerProtocols = (key: string, text: string): ListenerProtocols =>
  new Map(
    [...parseCsvMap(key, text, 'a comma separated list of LISTENER:PROTOCOL')].map(([name, protocol]) => [
      name.toUpperCase(),
      parseSecurityProtocol(key, text, protocol),
    ]),
  )

/** Protocol names are upper or lower case, as in Kafka. */
export const parseSecurityProtocol = (key: string, text: string, name: string): SecurityProtocol => {
  const protocol = name.trim().toUpperCase()
  if (SECURITY_PROTOCOLS.includes(protocol)) return protocol as SecurityProtocol
  throw new ConfigError(key, text, `${name} is not a security protocol; expected ${SECURITY_PROTOCOLS.join(', ')}`)
}

/** `a:1,b:2`; the last colon separates, so that a key may be an IPv6 address. */
export const parseCsvMap = (key: string, text: string, expected: string): ReadonlyMap<string, string> => {
  const entries = new Map<string, string>()
  for (const item of csvItems(text)) {
    const colon = item.lastIndexOf(':')
    if (colon < 0) throw new ConfigError(key, text, `${item} has no colon; expected ${expected}`)
    entries.set(item.slice(0, colon).trim(), item.slice(colon + 1).trim())
  }
  return entries
}

/** The items of a comma separated text, trimmed, without empty ones. */
export const csvItems = (text: string): string[] =>
  text
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '')

const ENDPOINT = /^(.*):\/\/\[?([0-9a-zA-Z\-%._:]*)\]?:(-?[0-9]+)$/

const parseEndpoint = (key: string, text: string, protocols: ListenerProtocols): Endpoint => {
  const match = ENDPOINT.exec(text)
  if (match === null) throw new ConfigError(key, text, 'is not a listener; expected NAME://host:port')
  const listenerName = (match[1] ?? '').toUpperCase()
  const port = Number(match[3])
  if (port < 0 || port > 65535)
    throw new ConfigError(key, text, `port ${match[3]} is out of range; expected 0 to 65535`)
  const securityProtocol = protocols.get(listenerName)
  if (securityProtocol === undefined)
    throw new ConfigError(
      key,
      text,
      `listener ${listenerName} has no protocol in listener.security.protocol.map; it has ${[...protocols.keys()].join(', ')}`,
    )
  return { listenerName, securityProtocol, host: match[2] ?? '', port }
}

/** A list of listeners; names and ports (0 apart) must differ, as in Kafka. */
export const parseListeners = (key: string, text: string, protocols: ListenerProtocols): readonly Endpoint[] => {
  const endpoints = csvItems(text).map((item) => parseEndpoint(key, item, protocols))
  const ports = endpoints.map((endpoint) => endpoint.port).filter((port) => port !== 0)
  if (new Set(ports).size !== ports.length) throw new ConfigError(key, text, 'every listener needs a port of its own')
  const names = endpoints.map((endpoint) => endpoint.listenerName)
  if (new Set(names).size !== names.length) throw new ConfigError(key, text, 'every listener needs a name of its own')
  return endpoints
}
