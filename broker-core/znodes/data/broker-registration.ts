import { encodeJson, JsonFields } from '../json'
import { brokerPath } from '../paths'
import type { BrokerRegistration, Endpoint, SecurityProtocol } from '../types'

/**
 * `/brokers/ids/N`, ephemeral. Version 4 is written (inter-broker protocol 0.10.0 to 2.6), 1 to 5 are read:
 * `{"listener_security_protocol_map":{"PLAINTEXT":"PLAINTEXT"},"endpoints":["PLAINTEXT://127.0.0.1:9092"],"jmx_port":-1,
 *   "port":9092,"host":"127.0.0.1","version":4,"timestamp":"1795406519848"}`, and `"rack"` when the broker has one.
 */
export const REGISTRATION_VERSION = 4

const SECURITY_PROTOCOLS: readonly SecurityProtocol[] = ['PLAINTEXT', 'SSL', 'SASL_PLAINTEXT', 'SASL_SSL']
const ENDPOINT = /^(.*):\/\/\[?([0-9a-zA-Z\-%._:]*)\]?:(-?[0-9]+)$/

export function encodeBrokerRegistration(broker: Omit<BrokerRegistration, 'version'>): Buffer {
  const plaintext = broker.endpoints.find((endpoint) => endpoint.securityProtocol === 'PLAINTEXT')
  return encodeJson({
    listener_security_protocol_map: Object.fromEntries(
      broker.endpoints.map((endpoint) => [endpoint.listenerName, endpoint.securityProtocol]),
    ),
    endpoints: broker.endpoints.map(formatEndpoint),
    jmx_port: broker.jmxPort,
    port: plaintext?.port ?? -1,
    host: plaintext?.host ?? null,
    version: REGISTRATION_VERSION,
    timestamp: String(broker.timestampMs),
    ...(broker.rack === undefined ? {} : { rack: broker.rack }),
  })
}

/** Throws MalformedZnodeError: a broker that cannot be read cannot be led or followed. */
export function decodeBrokerRegistration(id: number, data: Buffer | null): BrokerRegistration {
  const fields = JsonFields.of(brokerPath(id), data)
  const version = fields.integer('version')
  if (version < 1) fields.fail(`unsupported version ${version}`)
  const rack = fields.optionalText('rack')
  return {
    id,
    version,
    endpoints: version === 1 ? [legacyEndpoint(fields)] : readEndpoints(fields),
    jmxPort: fields.integer('jmx_port'),
    timestampMs: Number(fields.optionalText('timestamp') ?? -1),
    ...(rack === undefined ? {} : { rack }),
  }
}

/** `NAME://host:port`; an IPv6 host in brackets. */
export function formatEndpoint(endpoint: Endpoint): string {
  const host = endpoint.host.includes(':') ? `[${endpoint.host}]` : endpoint.host
  return `${endpoint.listenerName}://${host}:${endpoint.port}`
}

function legacyEndpoint(fields: JsonFields): Endpoint {
  return {
    listenerName: 'PLAINTEXT',
    securityProtocol: 'PLAINTEXT',
    host: fields.text('host'),
    port: fields.integer('port'),
  }
}

function readEndpoints(fields: JsonFields): Endpoint[] {
  const protocols = fields.optionalObject('listener_security_protocol_map')
  return fields.list('endpoints').map((text) => {
    const match = typeof text === 'string' ? ENDPOINT.exec(text) : null
    if (match === null) return fields.fail(`endpoint ${JSON.stringify(text)} is not NAME://host:port`)
    const listenerName = match[1]!.toUpperCase()
    const protocol = (protocols === undefined ? listenerName : protocols[listenerName]) as SecurityProtocol
    if (!SECURITY_PROTOCOLS.includes(protocol)) fields.fail(`listener ${listenerName} has no known security protocol`)
    return { listenerName, securityProtocol: protocol, host: match[2]!, port: Number(match[3]) }
  })
}
