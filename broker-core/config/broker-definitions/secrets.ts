import type { ConfigDefinition } from '../definition'

/** Delegation tokens and stored passwords. */
export const secretsDefinitions = {
  'delegation.token.master.key': { type: 'password', default: null, importance: 'medium', doc: '' },
  'delegation.token.max.lifetime.ms': {
    type: 'long',
    default: '604800000',
    valid: { atLeast: 1 },
    importance: 'medium',
    doc: '',
  },
  'delegation.token.expiry.time.ms': {
    type: 'long',
    default: '86400000',
    valid: { atLeast: 1 },
    importance: 'medium',
    doc: '',
  },
  'delegation.token.expiry.check.interval.ms': {
    type: 'long',
    default: '3600000',
    valid: { atLeast: 1 },
    importance: 'low',
    doc: '',
  },
  'password.encoder.secret': { type: 'password', default: null, importance: 'medium', doc: '' },
  'password.encoder.old.secret': { type: 'password', default: null, importance: 'medium', doc: '' },
  'password.encoder.keyfactory.algorithm': { type: 'string', default: null, importance: 'low', doc: '' },
  'password.encoder.cipher.algorithm': { type: 'string', default: 'AES/CBC/PKCS5Padding', importance: 'low', doc: '' },
  'password.encoder.key.length': { type: 'int', default: '128', valid: { atLeast: 8 }, importance: 'low', doc: '' },
  'password.encoder.iterations': { type: 'int', default: '4096', valid: { atLeast: 1024 }, importance: 'low', doc: '' },
} as const satisfies Readonly<Record<string, ConfigDefinition>>
