/**
 * `meta.properties` of a log directory, a Java properties file: whose it is.
 *
 *     #
 *     #Mon Nov 23 06:00:00 UTC 2026
 *     cluster.id=nJyqxPyETmiN9tDkXBj1dw
 *     version=0
 *     broker.id=1
 */
export interface MetaProperties {
  version: number
  /** -1: not set. */
  brokerId: number
  clusterId: string | undefined
}

export class MetaPropertiesError extends Error {
  constructor(message: string) {
    super(message)
    this.name = 'MetaPropertiesError'
  }
}

export function decodeMetaProperties(content: Buffer): MetaProperties {
  const properties = new Map<string, string>()
  for (const line of content.toString('latin1').split(/\r?\n/)) {
    const match = /^\s*([^#!\s=:][^\s=:]*)\s*[=:\s]\s*(.*?)\s*$/.exec(line)
    if (match !== null) properties.set(match[1]!, unescapeProperty(match[2]!))
  }
  const version = integerProperty(properties, 'version')
  if (version !== 0) throw new MetaPropertiesError(`unrecognized version ${version ?? 'none'}: only 0 is known`)
  return { version, brokerId: integerProperty(properties, 'broker.id') ?? -1, clusterId: properties.get('cluster.id') }
}

/** `writtenAt`: the comment's date, in any form. */
export function encodeMetaProperties(properties: { brokerId: number; clusterId: string }, writtenAt: string): Buffer {
  const lines = [
    '#',
    `#${writtenAt}`,
    `cluster.id=${properties.clusterId}`,
    'version=0',
    `broker.id=${properties.brokerId}`,
  ]
  return Buffer.from(`${lines.join('\n')}\n`, 'latin1')
}

function unescapeProperty(text: string): string {
  return text.replace(/\\(u([0-9a-fA-F]{4})|.)/g, (_, char: string, hex: string | undefined) =>
    hex === undefined ? char : String.fromCharCode(Number.parseInt(hex, 16)),
  )
}

function integerProperty(properties: ReadonlyMap<string, string>, key: string): number | undefined {
  const text = properties.get(key)
  if (text === undefined) return undefined
  if (!/^-?\d+$/.test(text)) throw new MetaPropertiesError(`${key}=${text} is not a number`)
  return Number(text)
}
