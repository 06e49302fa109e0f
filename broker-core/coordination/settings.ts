/** Settings of the coordination server, by ZooKeeper's names where it has them. */
export interface CoordinationSettings {
  /** `dataDir` */
  dataDirectory: string
  /** `clientPort`; 0 takes a free one. */
  port: number
  /** `clientPortAddress` */
  host: string
  /** `tickTime` */
  tickTimeMs: number
  /** `forceSync`: an answer waits for the disk. */
  fsync: boolean
  /** `snapCount` */
  snapshotTransactions: number
}

/** A setting is wrong; the message names it, its value and what is allowed. */
export class CoordinationSettingsError extends Error {
  constructor(message: string) {
    super(message)
    this.name = 'CoordinationSettingsError'
  }
}

const DEFAULTS: ReadonlyMap<string, string> = new Map([
  ['clientPort', '2181'],
  ['clientPortAddress', '127.0.0.1'],
  ['tickTime', '3000'],
  ['forceSync', 'yes'],
  ['snapCount', '100000'],
])

/** `key=value` lines as in zoo.cfg; `#` begins a comment. */
export function parseProperties(text: string): Map<string, string> {
  const values = new Map<string, string>()
  for (const line of text.split(/\r?\n/)) {
    const match = /^\s*([^#!=:\s][^=:\s]*)\s*[=:]\s*(.*?)\s*$/.exec(line)
    if (match !== null) values.set(match[1]!, match[2]!)
  }
  return values
}

/** `source` names where the values come from, for messages. Throws CoordinationSettingsError. Unknown names are left alone, as ZooKeeper does. */
export function coordinationSettings(values: ReadonlyMap<string, string>, source: string): CoordinationSettings {
  const text = (name: string): string => values.get(name) ?? DEFAULTS.get(name) ?? ''
  const integer = (name: string, min: number, max: number): number => {
    const value = text(name)
    const parsed = /^\d{1,10}$/.test(value) ? Number(value) : Number.NaN
    if (parsed >= min && parsed <= max) return parsed
    throw new CoordinationSettingsError(`${source}: ${name}=${value} must be a whole number from ${min} to ${max}`)
  }
  const dataDirectory = text('dataDir')
  if (dataDirectory === '') throw new CoordinationSettingsError(`${source}: dataDir is missing`)
  const forceSync = text('forceSync')
  if (forceSync !== 'yes' && forceSync !== 'no') {
    throw new CoordinationSettingsError(`${source}: forceSync=${forceSync} must be yes or no`)
  }
  return {
    dataDirectory,
    port: integer('clientPort', 0, 65_535),
    host: text('clientPortAddress') || '127.0.0.1',
    tickTimeMs: integer('tickTime', 10, 600_000),
    fsync: forceSync === 'yes',
    snapshotTransactions: integer('snapCount', 2, 1_000_000_000),
  }
}
