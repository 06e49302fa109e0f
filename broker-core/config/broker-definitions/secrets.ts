import type { ConfigDefinition } from '../definition'

/** Delegation tokens and stored passwords. */
export const secretsDefinitions = {
  'delegation.token.master.key': {
    type: 'password',
    default: null,
    importance: 'medium',
    doc: 'Secret with which delegation tokens are made; the same on all brokers.',
  },
  'delegation.token.max.lifetime.ms': {
    type: 'long',
    default: '604800000',
    valid: { atLeast: 1 },
    importance: 'medium',
    doc: 'Time after which a delegation token can no longer be renewed.',
  },
  'delegation.token.expiry.time.ms': {
    type: 'long',
    default: '86400000',
    valid: { atLeast: 1 },
    importance: 'medium',
    doc: 'Time after which a delegation token must be renewed.',
  },
  'delegation.token.expiry.check.interval.ms': {
    type: 'long',
    default: '3600000',
    valid: { atLeast: 1 },
    importance: 'low',
    doc: 'How often expired delegation tokens are removed.',
  },
  'password.encoder.secret': {
    type: 'password',
    default: null,
    importance: 'medium',
    doc: 'Secret with which dynamically set passwords are stored.',
  },
  'password.encoder.old.secret': {
    type: 'password',
    default: null,
    importance: 'medium',
    doc: 'The secret before the present one, while it is being changed.',
  },
  'password.encoder.keyfactory.algorithm': {
    type: 'string',
    default: null,
    importance: 'low',
    doc: 'Algorithm that makes a key of that secret.',
  },
  'password.encoder.cipher.algorithm': {
    type: 'string',
    default: 'AES/CBC/PKCS5Padding',
    importance: 'low',
    doc: 'Cipher for stored passwords.',
  },
  'password.encoder.key.length': {
    type: 'int',
    default: '128',
    valid: { atLeast: 8 },
    importance: 'low',
    doc: 'Length of the key for stored passwords, in bits.',
  },
  'password.encoder.iterations': {
    type: 'int',
    default: '4096',
    valid: { atLeast: 1024 },
    importance: 'low',
    doc: 'Rounds in making that key.',
  },
} as const satisfies Readonly<Record<string, ConfigDefinition>>
