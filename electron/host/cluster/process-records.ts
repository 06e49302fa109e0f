import { readFileSync, renameSync, writeFileSync } from 'node:fs'
import { processIdentity } from './process-identity'

export interface ProcessRecord {
  name: string
  pid: number
  identity: string
}

export interface Reaped {
  name: string
  pid: number
}

/** `processes.json` in the lab folder: who runs now, so that the next lab finds what a killed one left behind. */
export class ProcessRecords {
  private records: ProcessRecord[] = []

  constructor(private readonly path: string) {}

  add(name: string, pid: number): void {
    const identity = processIdentity(pid)
    if (identity === null) return
    this.records.push({ name, pid, identity })
    this.write()
  }

  remove(pid: number): void {
    this.records = this.records.filter((record) => record.pid !== pid)
    this.write()
  }

  /**
   * Ends what an earlier lab on this folder left running (frozen ones included) and waits until it is gone. SIGKILL, since nobody is
   * left who could ask them politely in order; a pid that belongs to another process by now is never signalled.
   */
  async reap(): Promise<Reaped[]> {
    const left = readRecords(this.path).filter((record) => processIdentity(record.pid) === record.identity)
    for (const record of left) kill(record.pid)
    const deadlineMs = Date.now() + 5000
    while (left.some((record) => processIdentity(record.pid) === record.identity) && Date.now() < deadlineMs)
      await new Promise((resolve) => setTimeout(resolve, 20))
    this.write()
    return left.map(({ name, pid }) => ({ name, pid }))
  }

  /** A list that cannot be written (a full disk) stays as it was: it is told by processes' ends, and must not be the end of the lab. */
  private write(): void {
    const temporary = `${this.path}.tmp`
    try {
      writeFileSync(temporary, `${JSON.stringify(this.records, null, 1)}\n`)
      renameSync(temporary, this.path)
    } catch (error) {
      if (!(error instanceof Error && 'code' in error)) throw error
    }
  }
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL')
  } catch {
    // It ended by itself between the look and the signal.
  }
}

function readRecords(path: string): ProcessRecord[] {
  try {
    const parsed: unknown = JSON.parse(readFileSync(path, 'utf8'))
    return Array.isArray(parsed) ? parsed.filter(isRecord) : []
  } catch {
    // No file yet, or one cut by a power loss: nothing to reap by it.
    return []
  }
}

function isRecord(value: unknown): value is ProcessRecord {
  const record = value as Partial<ProcessRecord> | null
  return (
    typeof record?.pid === 'number' &&
    record.pid > 1 &&
    typeof record.identity === 'string' &&
    typeof record.name === 'string'
  )
}
