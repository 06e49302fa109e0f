import type { Reader } from '../bytes/reader'
import type { Writer } from '../bytes/writer'
import { compileMessage } from './compile'
import { includesVersion, parseVersions, type VersionRange, type Versions } from './versions'

/**
 * The language of `messages/`: one description a message, from which come the TypeScript types and, for each version, a compiled reader
 * and writer. Words and rules are those of Kafka's message descriptions (KIP-482 for flexible versions and tags):
 * a field outside its `versions` is not on the wire; reading fills in its default, writing drops it, and refuses when that would lose
 * a value that is neither the default nor `ignorable`.
 */
export interface FieldOptions<Default = unknown> {
  /** Versions that carry the field; all of the message when left out. */
  readonly versions?: Versions
  /** Versions in which null is allowed. */
  readonly nullable?: Versions
  /** Number in the tagged section; the field is on the wire only when it differs from its default. */
  readonly tag?: number
  readonly taggedVersions?: Versions
  /** Value where the wire has none. Given explicitly it also makes the field optional in `Input`. */
  readonly default?: Default
  /** A version that lacks the field may lose its value silently. */
  readonly ignorable?: boolean
}

export type ScalarType =
  | 'bool'
  | 'int8'
  | 'int16'
  | 'uint16'
  | 'int32'
  | 'int64'
  | 'int64Big'
  | 'float64'
  | 'string'
  | 'uuid'
  | 'bytes'
  | 'records'

export type FieldType =
  | { readonly kind: ScalarType }
  | { readonly kind: 'array'; readonly element: FieldType }
  | { readonly kind: 'struct'; readonly name: string; readonly fields: Fields }

declare const out: unique symbol
declare const input: unique symbol
declare const omittable: unique symbol

/** A field: what it is on the wire, and (types only) what reading gives, what writing takes, whether writing may leave it out. */
export interface Field<Out = unknown, In = unknown, Omittable extends boolean = boolean> {
  readonly type: FieldType
  readonly options: FieldOptions
  readonly [out]: Out
  readonly [input]: In
  readonly [omittable]: Omittable
}

export type Fields = Readonly<Record<string, Field>>

type NoOptions = Record<never, never>
type OrNull<T, O> = O extends { readonly nullable: Versions } ? T | null : T
/** Versions that end: newer ones have dropped the field, so who writes those need not know it. */
type EndedVersions = `${number}-${number}` | `${number}`
type MayOmit<O> = O extends
  | { readonly default: unknown }
  | { readonly tag: number }
  | { readonly versions: EndedVersions }
  ? true
  : false
type OmittableKeys<F extends Fields> = { [K in keyof F]: F[K][typeof omittable] extends true ? K : never }[keyof F]

export type StructOut<F extends Fields> = { -readonly [K in keyof F]: F[K][typeof out] }
export type StructIn<F extends Fields> = {
  readonly [K in Exclude<keyof F, OmittableKeys<F>>]: F[K][typeof input]
} & {
  readonly [K in OmittableKeys<F>]?: F[K][typeof input] | undefined
}

/** What reading a message (or a struct of one) gives: every field, whatever the version. */
export type Infer<T extends { readonly [out]: unknown }> = T[typeof out]
/** What writing takes: fields with a default, and fields that newer versions have dropped, may be left out. */
export type Input<T extends { readonly [input]: unknown }> = T[typeof input]

function field<Out, In, O>(
  type: FieldType,
  options: FieldOptions | undefined,
): Field<OrNull<Out, O>, OrNull<In, O>, MayOmit<O>> {
  return { type, options: options ?? {} } as unknown as Field<OrNull<Out, O>, OrNull<In, O>, MayOmit<O>>
}

const scalar =
  <Out, In = Out>(kind: ScalarType) =>
  <const O extends FieldOptions<Out | null> = NoOptions>(options?: O) =>
    field<Out, In, O>({ kind }, options)

export const bool = scalar<boolean>('bool')
export const int8 = scalar<number>('int8')
export const int16 = scalar<number>('int16')
export const uint16 = scalar<number>('uint16')
export const int32 = scalar<number>('int32')
/** Offsets, timestamps, sizes: a number; beyond 2^53 it reads as the largest safe one. */
export const int64 = scalar<number>('int64')
/** Ids that use all 64 bits: a bigint. */
export const int64Big = scalar<bigint>('int64Big')
export const float64 = scalar<number>('float64')
export const string = scalar<string>('string')
/** 16 bytes as Kafka's text form: 22 characters of URL-safe base64. See `ZERO_UUID`. */
export const uuid = scalar<string>('uuid')
/** Reading gives a slice of the frame, so copy what outlives the request. */
export const bytes = scalar<Buffer>('bytes')
/** Record batches. Reading gives a slice of the frame; writing takes one buffer or several, and large ones are not copied. */
export const records = scalar<Buffer, Buffer | readonly Buffer[]>('records')

export function array<Out, In, const O extends FieldOptions<null> = NoOptions>(element: Field<Out, In>, options?: O) {
  return field<Out[], readonly In[], O>({ kind: 'array', element: element.type }, options)
}

export function struct<const F extends Fields, const O extends FieldOptions<null> = NoOptions>(
  name: string,
  fields: F,
  options?: O,
) {
  return field<StructOut<F>, StructIn<F>, O>({ kind: 'struct', name, fields }, options)
}

/** A request, response or stored value: top-level fields and the versions that exist. */
export interface Message<Out = unknown, In = unknown> {
  readonly name: string
  readonly versions: VersionRange
  readonly flexibleVersions: VersionRange
  readonly fields: Fields
  readonly [out]: Out
  readonly [input]: In
  /** Compact lengths and tagged sections in this version? */
  isFlexible(version: number): boolean
  /** Throws MalformedBytesError on bytes that do not hold such a message. Bytes after it are left unread. */
  read(reader: Reader, version: number): Out
  /** Throws UnsupportedVersionError when `value` says something this version cannot. */
  write(writer: Writer, version: number, value: In): void
}

export function message<const F extends Fields>(
  name: string,
  options: { readonly versions: Versions; readonly flexible: Versions },
  fields: F,
): Message<StructOut<F>, StructIn<F>> {
  const versions = parseVersions(options.versions)
  const flexibleVersions = parseVersions(options.flexible)
  const isFlexible = (version: number) => includesVersion(flexibleVersions, version)
  const compiled: ReturnType<typeof compileMessage>[] = []
  const at = (version: number) => {
    if (!includesVersion(versions, version)) {
      throw new Error(`${name} has versions ${versions.min}-${versions.max}, not ${version}`)
    }
    // Compiled on first use: a process meets few of the versions.
    compiled[version] ??= compileMessage({ name, fields, version, flexible: isFlexible(version) })
    return compiled[version]
  }
  return {
    name,
    versions,
    flexibleVersions,
    fields,
    isFlexible,
    read: (reader: Reader, version: number) => at(version).read(reader),
    write: (writer: Writer, version: number, value: unknown) => at(version).write(writer, value),
  } as unknown as Message<StructOut<F>, StructIn<F>>
}
