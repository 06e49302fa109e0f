import { defaultValue, isNullable, isPresent } from '../../../broker-core/protocol/field-layout'
import { ZERO_UUID } from '../../../broker-core/protocol/primitives'
import type { Field, Fields, FieldType } from '../../../broker-core/protocol/schema'

/** A small seeded generator (mulberry32), so that a failing value can be made again. */
export function seeded(seed: number): () => number {
  return () => {
    seed = (seed + 0x6d2b79f5) | 0
    let mixed = Math.imul(seed ^ (seed >>> 15), 1 | seed)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
  }
}

/** A value for every field of a message at one version: random where the version carries it, the default where it does not. */
export function generateStruct(fields: Fields, version: number, random: () => number): Record<string, unknown> {
  const value: Record<string, unknown> = {}
  for (const [name, field] of Object.entries(fields)) {
    value[name] = isPresent(field, version) ? generateField(field, version, random) : freshDefault(field)
  }
  return value
}

export function freshDefault(field: Field): unknown {
  const value = defaultValue(field)
  if (value !== undefined) return value
  if (field.type.kind === 'uuid') return ZERO_UUID
  if (field.type.kind === 'bytes') return Buffer.alloc(0)
  if (field.type.kind === 'array') return []
  if (field.type.kind !== 'struct') throw new Error(`${field.type.kind} has no default`)
  return Object.fromEntries(Object.entries(field.type.fields).map(([name, inner]) => [name, freshDefault(inner)]))
}

function generateField(field: Field, version: number, random: () => number): unknown {
  if (isNullable(field, version) && random() < 0.25) return null
  return generateType(field.type, version, random)
}

const whole = (random: () => number, min: number, max: number) => Math.floor(min + random() * (max - min + 1))

function generateType(type: FieldType, version: number, random: () => number): unknown {
  switch (type.kind) {
    case 'bool':
      return random() < 0.5
    case 'int8':
      return whole(random, -128, 127)
    case 'int16':
      return whole(random, -32_768, 32_767)
    case 'uint16':
      return whole(random, 0, 65_535)
    case 'int32':
      return whole(random, -(2 ** 31), 2 ** 31 - 1)
    case 'int64':
      return whole(random, Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER)
    case 'int64Big':
      return BigInt.asIntN(64, (BigInt(whole(random, 0, 2 ** 32 - 1)) << 32n) | BigInt(whole(random, 0, 2 ** 32 - 1)))
    case 'float64':
      return random() * 1e6 - 5e5
    case 'string':
      return Array.from({ length: whole(random, 0, 40) }, () => 'aZ0.é한'[whole(random, 0, 5)]).join('')
    case 'uuid':
      return randomBytes(random, 16).toString('base64url')
    case 'bytes':
    case 'records':
      return randomBytes(random, whole(random, 0, 3) === 0 ? 3000 : whole(random, 0, 200))
    case 'array':
      return Array.from({ length: whole(random, 0, 3) }, () => generateType(type.element, version, random))
    case 'struct':
      return generateStruct(type.fields, version, random)
  }
}

function randomBytes(random: () => number, size: number): Buffer {
  const bytes = Buffer.alloc(size)
  for (let index = 0; index < size; index++) bytes[index] = whole(random, 0, 255)
  return bytes
}
