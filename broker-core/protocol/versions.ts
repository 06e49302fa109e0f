/** Versions as Kafka's message descriptions write them: `3+`, `0-4`, `2`, `none`. */
export type Versions = `${number}+` | `${number}-${number}` | `${number}` | 'none'

/** Inclusive at both ends; empty when `max < min`. */
export interface VersionRange {
  readonly min: number
  readonly max: number
}

export const NO_VERSIONS: VersionRange = { min: 0, max: -1 }
const NEWEST_VERSION = 32_767

export function parseVersions(text: Versions): VersionRange {
  if (text === 'none') return NO_VERSIONS
  const match = /^(\d+)(\+|-(\d+))?$/.exec(text)
  if (match === null) throw new Error(`"${text}" is no version range; write 3+, 0-4, 2 or none`)
  const min = Number(match[1])
  if (match[2] === undefined) return { min, max: min }
  return { min, max: match[3] === undefined ? NEWEST_VERSION : Number(match[3]) }
}

export function includesVersion(range: VersionRange, version: number): boolean {
  return version >= range.min && version <= range.max
}
