/** Versions 0 (ZooKeeper: broker.id) and 1 (KRaft: node.id, directory.id) of `meta.properties`. */
export interface MetaPropertiesView {
  version: number
  clusterId: string | null
  /** broker.id, or node.id; null: not set yet. */
  nodeId: number | null
  directoryId: string | null
}

/** Reads a Java properties file. Throws an Error that says what is wrong. */
export function parseMetaProperties(text: string): MetaPropertiesView {
  const properties = new Map<string, string>()
  for (const line of text.split(/\r?\n/)) {
    const match = /^\s*([^#!\s=:][^\s=:]*)\s*[=:\s]\s*(.*?)\s*$/.exec(line)
    if (match !== null) properties.set(match[1]!, unescaped(match[2]!))
  }
  const version = numberOf(properties, 'version')
  if (version !== 0 && version !== 1) throw new Error(`version ${version ?? 'missing'}: 0 and 1 are known`)
  return {
    version,
    clusterId: properties.get('cluster.id') ?? null,
    nodeId: numberOf(properties, version === 1 ? 'node.id' : 'broker.id'),
    directoryId: properties.get('directory.id') ?? null,
  }
}

const unescaped = (text: string): string =>
  text.replace(/\\(u([0-9a-fA-F]{4})|.)/g, (_, char: string, hex: string | undefined) =>
    hex === undefined ? char : String.fromCharCode(Number.parseInt(hex, 16)),
  )

function numberOf(properties: ReadonlyMap<string, string>, key: string): number | null {
  const text = properties.get(key)
  if (text === undefined) return null
  if (!/^-?\d+$/.test(text)) throw new Error(`${key}=${text} is not a number`)
  return Number(text)
}
