import type { ConfigDefinition } from '../definition'

/** The coordination service: session, limits, TLS. */
export const coordinationDefinitions = {
  'zookeeper.connect': { type: 'string', importance: 'high', doc: '' },
  'zookeeper.session.timeout.ms': { type: 'int', default: '18000', importance: 'high', doc: '' },
  'zookeeper.connection.timeout.ms': { type: 'int', default: null, importance: 'high', doc: '' },
  'zookeeper.sync.time.ms': { type: 'int', default: '2000', importance: 'low', doc: '' },
  'zookeeper.set.acl': { type: 'boolean', default: 'false', importance: 'high', doc: '' },
  'zookeeper.max.in.flight.requests': {
    type: 'int',
    default: '10',
    valid: { atLeast: 1 },
    importance: 'high',
    doc: '',
  },
  'zookeeper.ssl.client.enable': { type: 'boolean', default: 'false', importance: 'medium', doc: '' },
  'zookeeper.clientCnxnSocket': { type: 'string', default: null, importance: 'medium', doc: '' },
  'zookeeper.ssl.keystore.location': { type: 'string', default: null, importance: 'medium', doc: '' },
  'zookeeper.ssl.keystore.password': { type: 'password', default: null, importance: 'medium', doc: '' },
  'zookeeper.ssl.keystore.type': { type: 'string', default: null, importance: 'medium', doc: '' },
  'zookeeper.ssl.truststore.location': { type: 'string', default: null, importance: 'medium', doc: '' },
  'zookeeper.ssl.truststore.password': { type: 'password', default: null, importance: 'medium', doc: '' },
  'zookeeper.ssl.truststore.type': { type: 'string', default: null, importance: 'medium', doc: '' },
  'zookeeper.ssl.protocol': { type: 'string', default: 'TLSv1.2', importance: 'low', doc: '' },
  'zookeeper.ssl.enabled.protocols': { type: 'list', default: null, importance: 'low', doc: '' },
  'zookeeper.ssl.cipher.suites': { type: 'list', default: null, importance: 'low', doc: '' },
  'zookeeper.ssl.endpoint.identification.algorithm': { type: 'string', default: 'HTTPS', importance: 'low', doc: '' },
  'zookeeper.ssl.crl.enable': { type: 'boolean', default: 'false', importance: 'low', doc: '' },
  'zookeeper.ssl.ocsp.enable': { type: 'boolean', default: 'false', importance: 'low', doc: '' },
} as const satisfies Readonly<Record<string, ConfigDefinition>>
