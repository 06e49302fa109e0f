import { accessSync, constants, existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { basename, join, resolve } from 'node:path'
import { makeDirectoryWithParents } from '../../../broker-core/runtime/node/make-directory'
import { LabError } from '../api/errors'
import { clusterWords } from '../words/cluster-words'
import { failure } from '../words/wording'
import type { PresetName } from './presets'

export interface LabBroker {
  id: number
  port: number
}

/** `lab.json`: what makes the folder the same lab when it is opened again. */
export interface LabFile {
  version: 1
  name: string
  createdMs: number
  host: string
  brokers: LabBroker[]
  /** null: the coordination server is somebody else's, named by `zookeeper`. */
  coordinationPort: number | null
  zookeeper: string | null
  /** What the lab is made for; absent: `desk`. */
  preset?: PresetName
}

/** Where everything of a lab lies. Every path is absolute. */
export class LabFolder {
  readonly dir: string

  constructor(dir: string) {
    this.dir = resolve(dir)
  }

  get name(): string {
    return basename(this.dir)
  }
  get timeline(): string {
    return join(this.dir, 'timeline.ndjson')
  }
  get processes(): string {
    return join(this.dir, 'processes.json')
  }
  get coordination(): string {
    return join(this.dir, 'coordination')
  }
  brokerDir(id: number): string {
    return join(this.dir, `broker-${id}`)
  }
  properties(id: number): string {
    return join(this.brokerDir(id), 'server.properties')
  }
  logDir(id: number): string {
    return join(this.brokerDir(id), 'kafka-logs')
  }
  log(source: string): string {
    return join(this.dir, 'logs', `${source}.log`)
  }

  /** Makes the folder where it is missing. Refuses one that cannot be written. */
  prepare(): void {
    try {
      makeDirectoryWithParents(join(this.dir, 'logs'))
      accessSync(this.dir, constants.W_OK)
    } catch (error) {
      throw unwritable(this.dir, codeOf(error) ?? String(error))
    }
  }

  /** A failed write of the lab's own files as what it means for the reader; every other error as it is. */
  explained(error: unknown): unknown {
    const code = codeOf(error)
    return code !== undefined && writeRefusals.has(code) ? unwritable(this.dir, code) : error
  }

  /** undefined: a new lab. Throws when the file is there and is not ours. */
  read(): LabFile | undefined {
    const path = join(this.dir, 'lab.json')
    if (!existsSync(path)) return undefined
    const problem = () => failure('BAD_REQUEST', clusterWords.labUnreadable, { path })
    try {
      const parsed: unknown = JSON.parse(readFileSync(path, 'utf8'))
      if (!isLabFile(parsed)) throw problem()
      return parsed
    } catch (error) {
      throw error instanceof LabError ? error : problem()
    }
  }

  write(lab: LabFile): void {
    writeWhole(join(this.dir, 'lab.json'), `${JSON.stringify(lab, null, 1)}\n`)
  }

  readProperties(id: number): string | undefined {
    const path = this.properties(id)
    return existsSync(path) ? readFileSync(path, 'utf8') : undefined
  }

  writeProperties(id: number, text: string): void {
    makeDirectoryWithParents(this.brokerDir(id))
    writeWhole(this.properties(id), text)
  }
}

const writeRefusals: ReadonlySet<string> = new Set(['ENOSPC', 'EDQUOT', 'EROFS', 'EACCES', 'EPERM', 'EIO'])
const fullCodes: ReadonlySet<string> = new Set(['ENOSPC', 'EDQUOT'])

/** The system's name of what went wrong; undefined for an error that is not the system's. */
const codeOf = (error: unknown): string | undefined =>
  error instanceof Error && !(error instanceof LabError) && 'code' in error ? String(error.code) : undefined

const unwritable = (dir: string, reason: string): LabError =>
  failure('FOLDER_UNWRITABLE', fullCodes.has(reason) ? clusterWords.diskFull : clusterWords.folderUnwritable, {
    dir,
    reason,
  })

function writeWhole(path: string, text: string): void {
  writeFileSync(`${path}.tmp`, text)
  renameSync(`${path}.tmp`, path)
}

function isLabFile(value: unknown): value is LabFile {
  const lab = value as Partial<LabFile> | null
  return (
    lab?.version === 1 &&
    typeof lab.host === 'string' &&
    Array.isArray(lab.brokers) &&
    lab.brokers.every((broker) => Number.isInteger(broker?.id) && Number.isInteger(broker?.port))
  )
}
