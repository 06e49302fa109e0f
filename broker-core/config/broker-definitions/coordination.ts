import type { ConfigDefinition } from '../definition'

/** The coordination service: session, limits, TLS. */
export const coordinationDefinitions = {
  'zookeeper.connect': {
    type: 'string',
    importance: 'high',
    doc: 'Servers of the coordination service as host:port,host:port, with an optional path at the end under which this cluster keeps its data.',
  },
  'zookeeper.session.timeout.ms': {
    type: 'int',
    default: '18000',
    importance: 'high',
    doc: "How long the coordination service waits for a silent broker before it ends the session and with it the broker's registration. The server may grant more or less.",
  },
  'zookeeper.connection.timeout.ms': {
    type: 'int',
    default: null,
    importance: 'high',
    doc: 'How long start-up waits for the first connection to the coordination service; the session timeout when not set.',
  },
  'zookeeper.sync.time.ms': {
    type: 'int',
    default: '2000',
    importance: 'low',
    doc: 'How far a follower of the coordination service may be behind its leader. Kept for old files; no effect.',
  },
  'zookeeper.set.acl': {
    type: 'boolean',
    default: 'false',
    importance: 'high',
    doc: 'Whether znodes are created with access control lists.',
  },
  'zookeeper.max.in.flight.requests': {
    type: 'int',
    default: '10',
    valid: { atLeast: 1 },
    importance: 'high',
    doc: 'Requests that may wait for an answer of the coordination service at the same time.',
  },
  'zookeeper.ssl.client.enable': {
    type: 'boolean',
    default: 'false',
    importance: 'medium',
    doc: 'Whether the connection to the coordination service uses TLS.',
  },
  'zookeeper.clientCnxnSocket': {
    type: 'string',
    default: null,
    importance: 'medium',
    doc: 'Class of the socket used for TLS to the coordination service.',
  },
  'zookeeper.ssl.keystore.location': {
    type: 'string',
    default: null,
    importance: 'medium',
    doc: 'File of the key store for TLS to the coordination service.',
  },
  'zookeeper.ssl.keystore.password': {
    type: 'password',
    default: null,
    importance: 'medium',
    doc: 'Password of that key store.',
  },
  'zookeeper.ssl.keystore.type': {
    type: 'string',
    default: null,
    importance: 'medium',
    doc: 'Format of that key store.',
  },
  'zookeeper.ssl.truststore.location': {
    type: 'string',
    default: null,
    importance: 'medium',
    doc: 'File of the trust store for TLS to the coordination service.',
  },
  'zookeeper.ssl.truststore.password': {
    type: 'password',
    default: null,
    importance: 'medium',
    doc: 'Password of that trust store.',
  },
  'zookeeper.ssl.truststore.type': {
    type: 'string',
    default: null,
    importance: 'medium',
    doc: 'Format of that trust store.',
  },
  'zookeeper.ssl.protocol': {
    type: 'string',
    default: 'TLSv1.2',
    importance: 'low',
    doc: 'TLS version tried first with the coordination service.',
  },
  'zookeeper.ssl.enabled.protocols': {
    type: 'list',
    default: null,
    importance: 'low',
    doc: 'TLS versions allowed with the coordination service.',
  },
  'zookeeper.ssl.cipher.suites': {
    type: 'list',
    default: null,
    importance: 'low',
    doc: 'Cipher suites allowed with the coordination service.',
  },
  'zookeeper.ssl.endpoint.identification.algorithm': {
    type: 'string',
    default: 'HTTPS',
    importance: 'low',
    doc: "How the host name in the coordination service's certificate is checked; empty checks nothing.",
  },
  'zookeeper.ssl.crl.enable': {
    type: 'boolean',
    default: 'false',
    importance: 'low',
    doc: 'Whether certificates of the coordination service are looked up in revocation lists.',
  },
  'zookeeper.ssl.ocsp.enable': {
    type: 'boolean',
    default: 'false',
    importance: 'low',
    doc: 'Whether certificates of the coordination service are checked by OCSP.',
  },
} as const satisfies Readonly<Record<string, ConfigDefinition>>
