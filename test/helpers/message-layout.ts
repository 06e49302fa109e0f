import { defaultValue, isNullable, isPresent, isTagged } from '../../broker-core/protocol/field-layout'
import type { Field, Fields, FieldType, Message } from '../../broker-core/protocol/schema'
import { includesVersion, parseVersions, type VersionRange, type Versions } from '../../broker-core/protocol/versions'

/**
 * Two descriptions of one message, Apache Kafka's JSON and our schema, brought to one form: for each version the fields on the wire,
 * in order, and the fields the version lacks with what losing them means.
 */
export interface FieldLayout {
  name: string
  type: string
  nullable: boolean
  tag: number | undefined
  default: unknown
  fields?: StructLayout
}
export interface StructLayout {
  carried: FieldLayout[]
  lacked: { name: string; default: unknown; ignorable: boolean }[]
}

/** A field as Kafka's message JSON has it. */
export interface JsonField {
  name: string
  type: string
  versions?: Versions
  nullableVersions?: Versions
  tag?: number
  taggedVersions?: Versions
  default?: unknown
  ignorable?: boolean
  fields?: JsonField[]
}
export interface JsonMessage {
  apiKey?: number
  type: string
  name: string
  validVersions: Versions
  /** Left out by old messages that never became flexible. */
  flexibleVersions?: Versions
  fields: JsonField[]
  commonStructs?: { name: string; versions: Versions; fields: JsonField[] }[]
}

export const flexibleVersionsOf = (message: JsonMessage) => parseVersions(message.flexibleVersions ?? 'none')

const SCALARS = ['bool', 'int8', 'int16', 'uint16', 'int32', 'int64', 'float64', 'string', 'uuid', 'bytes', 'records']
const lowerFirst = (name: string) => name.charAt(0).toLowerCase() + name.slice(1)
const overlaps = (a: VersionRange, b: VersionRange) => Math.max(a.min, b.min) <= Math.min(a.max, b.max)

/** `known`: the versions our schema has; fields outside all of them are none of its business. */
export function layoutOfJson(message: JsonMessage, version: number, known: VersionRange): StructLayout {
  const structs = new Map((message.commonStructs ?? []).map((each) => [each.name, each.fields]))
  const flexible = includesVersion(flexibleVersionsOf(message), version)

  function layout(fields: readonly JsonField[], around: VersionRange): StructLayout {
    const result: StructLayout = { carried: [], lacked: [] }
    for (const field of fields) {
      const versions = parseVersions(field.versions ?? '0+')
      if (!overlaps(versions, around)) continue
      const name = lowerFirst(field.name)
      if (!includesVersion(versions, version)) {
        result.lacked.push({ name, default: jsonDefault(field), ignorable: field.ignorable ?? false })
        continue
      }
      const base = field.type.replace('[]', '')
      // A struct shared by several fields is described once, so for all versions of the message.
      const shared = structs.get(base)
      const inside = { min: Math.max(versions.min, around.min), max: Math.min(versions.max, around.max) }
      const inner = SCALARS.includes(base) ? undefined : (field.fields ?? shared)
      const tagged =
        flexible && field.tag !== undefined && includesVersion(parseVersions(field.taggedVersions ?? '0+'), version)
      result.carried.push({
        name,
        type: field.type,
        nullable:
          field.nullableVersions !== undefined && includesVersion(parseVersions(field.nullableVersions), version),
        tag: tagged ? field.tag : undefined,
        default: jsonDefault(field),
        ...(inner && { fields: layout(inner, inner === shared ? known : inside) }),
      })
    }
    return result
  }
  return layout(message.fields, known)
}

function jsonDefault({ type, default: value }: JsonField): unknown {
  if (value === 'null' || value === null) return null
  if (type.startsWith('[]')) return '[]'
  if (type === 'string') return value ?? ''
  if (type === 'bool') return value === true || value === 'true'
  if (type === 'records') return null
  if (type === 'bytes' || type === 'uuid') return 'empty'
  if (SCALARS.includes(type)) return Number(value ?? 0)
  return 'struct'
}

export function layoutOfMessage(message: Message, version: number): StructLayout {
  return layoutOfFields(message.fields, version, message.isFlexible(version))
}

function layoutOfFields(fields: Fields, version: number, flexible: boolean): StructLayout {
  const result: StructLayout = { carried: [], lacked: [] }
  for (const [name, field] of Object.entries(fields)) {
    if (!isPresent(field, version)) {
      result.lacked.push({ name, default: ourDefault(field), ignorable: field.options.ignorable ?? false })
      continue
    }
    const inner = structOf(field.type)
    result.carried.push({
      name,
      type: typeName(field.type),
      nullable: isNullable(field, version),
      tag: flexible && isTagged(field, version) ? field.options.tag : undefined,
      default: ourDefault(field),
      ...(inner && { fields: layoutOfFields(inner, version, flexible) }),
    })
  }
  return result
}

function ourDefault(field: Field): unknown {
  const { kind } = field.type
  if (kind === 'uuid') return 'empty'
  const value = defaultValue(field)
  if (value !== undefined) return typeof value === 'bigint' ? Number(value) : value
  if (kind === 'array') return '[]'
  return kind === 'bytes' ? 'empty' : 'struct'
}

function structOf(type: FieldType): Fields | undefined {
  if (type.kind === 'array') return structOf(type.element)
  return type.kind === 'struct' ? type.fields : undefined
}

function typeName(type: FieldType): string {
  if (type.kind === 'array') return `[]${typeName(type.element)}`
  if (type.kind === 'struct') return type.name
  return type.kind === 'int64Big' ? 'int64' : type.kind
}

/**
 * What decides the bytes that every reader must know: order, types, nulls. No names, no tags (an older reader skips them), and
 * `records` is `bytes` of another meaning.
 */
export function bytesOf(layout: StructLayout): unknown[] {
  const untagged = layout.carried.filter(({ tag }) => tag === undefined)
  return untagged.map(({ type, nullable, fields }) => {
    const depth = type.lastIndexOf(']') + 1
    const base = type === 'records' ? 'bytes' : type.slice(depth)
    return { type: type.slice(0, depth) + (fields ? 'struct' : base), nullable, fields: fields && bytesOf(fields) }
  })
}
