import type { Field, Fields, FieldType } from './schema'
import { includesVersion, parseVersions } from './versions'

/** What a field's options mean at one version, shared by both source generators. */
export function isPresent(field: Field, version: number): boolean {
  return field.options.versions === undefined || includesVersion(parseVersions(field.options.versions), version)
}

export function isNullable(field: Field, version: number): boolean {
  return field.options.nullable !== undefined && includesVersion(parseVersions(field.options.nullable), version)
}

export function isTagged(field: Field, version: number): boolean {
  const { tag, taggedVersions } = field.options
  return tag !== undefined && (taggedVersions === undefined || includesVersion(parseVersions(taggedVersions), version))
}

/** Kafka's rule: the default that is written down, else zero, empty, false; record batches have none and start as null. */
export function defaultValue(field: Field): unknown {
  if (field.options.default !== undefined) return field.options.default
  switch (field.type.kind) {
    case 'bool':
      return false
    case 'string':
      return ''
    case 'int64Big':
      return 0n
    case 'records':
      return null
    case 'uuid':
    case 'bytes':
    case 'array':
    case 'struct':
      return undefined
    default:
      return 0
  }
}

/** Source of an expression that makes a field's default afresh. */
export function defaultSource(field: Field): string {
  const value = defaultValue(field)
  if (value !== undefined) return typeof value === 'bigint' ? `${value}n` : JSON.stringify(value)
  const { type } = field
  switch (type.kind) {
    case 'uuid':
      return 'wire.ZERO_UUID'
    case 'bytes':
      return 'wire.EMPTY_BUFFER'
    case 'struct':
      return `{ ${Object.entries(type.fields)
        .map(([name, inner]) => `${name}: ${defaultSource(inner)}`)
        .join(', ')} }`
    default:
      return '[]'
  }
}

/** Source of a condition: does `name` hold the field's default? undefined counts as the default. */
export function isDefaultSource(field: Field, name: string): string {
  const value = defaultValue(field)
  if (value !== undefined) return `(${name} === undefined || ${name} === ${defaultSource(field)})`
  const { type } = field
  switch (type.kind) {
    case 'uuid':
      return `(${name} === undefined || ${name} === wire.ZERO_UUID)`
    case 'struct': {
      const inner = Object.entries(type.fields).map(([key, each]) => isDefaultSource(each, `${name}.${key}`))
      return `(${name} === undefined || (${name} !== null && ${inner.join(' && ')}))`
    }
    default:
      return `(${name} === undefined || (${name} !== null && ${name}.length === 0))`
  }
}

/** The least number of bytes a value takes on the wire. */
export function sizeMin(type: FieldType, version: number, flexible: boolean): number {
  switch (type.kind) {
    case 'bool':
    case 'int8':
      return 1
    case 'int16':
    case 'uint16':
      return 2
    case 'int32':
      return 4
    case 'int64':
    case 'int64Big':
    case 'float64':
      return 8
    case 'uuid':
      return 16
    case 'string':
      return flexible ? 1 : 2
    case 'bytes':
    case 'records':
    case 'array':
      return flexible ? 1 : 4
    case 'struct':
      return structSizeMin(type.fields, version, flexible)
  }
}

function structSizeMin(fields: Fields, version: number, flexible: boolean): number {
  let size = flexible ? 1 : 0
  for (const field of Object.values(fields)) {
    if (isPresent(field, version) && !isTagged(field, version)) size += sizeMin(field.type, version, flexible)
  }
  return size
}
