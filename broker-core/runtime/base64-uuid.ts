import type { Random } from './random'

/** A random (version 4) uuid in Kafka's text form: URL-safe base64 without padding, 22 characters. */
export function randomBase64Uuid(random: Random): string {
  const bytes = Buffer.from(random.bytes(16))
  bytes[6] = (bytes[6]! & 0x0f) | 0x40
  bytes[8] = (bytes[8]! & 0x3f) | 0x80
  return bytes.toString('base64').replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '')
}
