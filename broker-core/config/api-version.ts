/**
 * Versions of the inter-broker protocol and of the message format, as `inter.broker.protocol.version` and
 * `log.message.format.version` name them (kafka.api.ApiVersion). The list is in order; a version's `id` is its place.
 */
export interface ApiVersion {
  readonly id: number
  /** Full name: `2.6-IV0`. */
  readonly version: string
  /** `2.6`; up to 0.11 with three numbers: `0.10.2`. */
  readonly shortVersion: string
  /** Magic of the records: 0 before 0.10.0, 1 before 0.11.0, then 2. */
  readonly recordVersion: 0 | 1 | 2
}

const VERSION_NAMES = [
  ...['0.8.0', '0.8.1', '0.8.2', '0.9.0', '0.10.0-IV0', '0.10.0-IV1', '0.10.1-IV0', '0.10.1-IV1', '0.10.1-IV2'],
  ...['0.10.2-IV0', '0.11.0-IV0', '0.11.0-IV1', '0.11.0-IV2', '1.0-IV0', '1.1-IV0', '2.0-IV0', '2.0-IV1'],
  ...['2.1-IV0', '2.1-IV1', '2.1-IV2', '2.2-IV0', '2.2-IV1', '2.3-IV0', '2.3-IV1', '2.4-IV0', '2.4-IV1'],
  ...['2.5-IV0', '2.6-IV0', '2.7-IV0', '2.7-IV1', '2.7-IV2', '2.8-IV0', '2.8-IV1'],
] as const

type VersionName = (typeof VERSION_NAMES)[number]

const recordVersionOf = (shortVersion: string): 0 | 1 | 2 => {
  if (shortVersion.startsWith('0.8') || shortVersion.startsWith('0.9')) return 0
  return shortVersion.startsWith('0.10') ? 1 : 2
}

const describe = (version: string, id: number): ApiVersion => {
  const shortVersion = version.split('-')[0] as string
  return Object.freeze({ id, version, shortVersion, recordVersion: recordVersionOf(shortVersion) })
}

/** All versions, oldest first. */
export const API_VERSIONS: readonly ApiVersion[] = Object.freeze(VERSION_NAMES.map(describe))

const BY_NAME: ReadonlyMap<string, ApiVersion> = new Map([
  ...API_VERSIONS.map((version): [string, ApiVersion] => [version.shortVersion, version]),
  ...API_VERSIONS.map((version): [string, ApiVersion] => [version.version, version]),
])

/**
 * `2.6`, `2.6-IV0`, `2.6.3`, `0.10.2.1`: the numbers after the first two (three in 0.x) say nothing; a short name means the newest
 * of its sub-versions. undefined: no such version.
 */
export const findApiVersion = (name: string): ApiVersion | undefined => {
  const parts = name.split('.')
  return BY_NAME.get(parts.slice(0, name.startsWith('0.') ? 3 : 2).join('.'))
}

/** The version of this exact name, for comparisons in code: `atLeast(config.interBrokerProtocolVersion, '0.11.0-IV0')`. */
export const apiVersion = (name: VersionName): ApiVersion => BY_NAME.get(name) as ApiVersion

/** Is `version` that one or a newer one? */
export const atLeast = (version: ApiVersion, name: VersionName): boolean => version.id >= apiVersion(name).id

/** Topics have ids from here on (KIP-516). */
export const usesTopicIds = (protocol: ApiVersion): boolean => atLeast(protocol, '2.8-IV0')

/** The version this broker speaks when nothing is set. */
export const DEFAULT_API_VERSION_NAME = '2.6-IV0' satisfies VersionName

/** Oldest version whose records have this magic: what an error line recommends. */
export const oldestWithRecordVersion = (recordVersion: 0 | 1 | 2): ApiVersion =>
  API_VERSIONS.find((version) => version.recordVersion === recordVersion) as ApiVersion
