import type { ConsoleLab } from '../console-lab'

/** A path as it is typed, and what lies there. */
export interface Place {
  shown: string
  /** Absolute path of the folder or file in the lab. */
  real: string
}

export const HOME = '/root'
export const DATA = '/data/kafka-logs'
export const KAFKA_HOME = '/usr/local/kafka'

/** Where a server of the book has its files, and where this broker has them. */
export function placesOf(lab: ConsoleLab, brokerId: number): Place[] {
  const broker = lab.brokers().find(({ id }) => id === brokerId)
  if (!broker) return []
  return [
    ...broker.logDirs.map((real, at) => ({ shown: at === 0 ? DATA : `${DATA}-${at + 1}`, real })),
    { shown: `${KAFKA_HOME}/config/server.properties`, real: broker.propertiesPath },
    { shown: `${KAFKA_HOME}/logs/server.log`, real: broker.logPath },
  ]
}

/** Folders under which real paths may be typed as they are: the lab's, and its brokers' data. */
export function openRoots(lab: ConsoleLab): string[] {
  return [lab.dir, ...lab.brokers().flatMap(({ logDirs }) => logDirs)]
}

/** An absolute path without `.`, `..` and doubled slashes. `..` at the root stays there, as in any file system. */
export function normalPath(path: string, cwd: string): string {
  const parts: string[] = []
  for (const part of (path.startsWith('/') ? path : `${cwd}/${path}`).split('/'))
    if (part === '..') parts.pop()
    else if (part !== '' && part !== '.') parts.push(part)
  return `/${parts.join('/')}`
}

/** The rest of `path` below `folder`, '' for the folder itself; undefined: it lies elsewhere. */
export function below(path: string, folder: string): string | undefined {
  if (path === folder) return ''
  const prefix = folder.endsWith('/') ? folder : `${folder}/`
  return path.startsWith(prefix) ? path.slice(prefix.length) : undefined
}
