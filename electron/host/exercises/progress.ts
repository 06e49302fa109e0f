import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'

const schema = z.record(
  z.string(),
  z.strictObject({ state: z.enum(['begun', 'passed']), answer: z.string().nullable() }),
)
type Progress = z.infer<typeof schema>

/** How far the reader has come, in the lab's folder: `exercises.json`. A file that cannot be read counts as none. */
export class ExerciseProgress {
  private readonly path: string
  private progress: Progress

  constructor(dir: string) {
    this.path = join(dir, 'exercises.json')
    this.progress = this.read()
  }

  of(id: string): 'new' | 'begun' | 'passed' {
    return this.progress[id]?.state ?? 'new'
  }

  answer(id: string): string | null {
    return this.progress[id]?.answer ?? null
  }

  /** What was passed once stays passed. */
  note(id: string, passed: boolean, answer: string | null): void {
    const before = this.progress[id]
    const now = { state: passed || before?.state === 'passed' ? ('passed' as const) : ('begun' as const), answer }
    if (before?.state === now.state && before.answer === now.answer) return
    this.progress = { ...this.progress, [id]: now }
    writeFileSync(`${this.path}.tmp`, `${JSON.stringify(this.progress, null, 1)}\n`)
    renameSync(`${this.path}.tmp`, this.path)
  }

  private read(): Progress {
    if (!existsSync(this.path)) return {}
    try {
      return schema.parse(JSON.parse(readFileSync(this.path, 'utf8')))
    } catch {
      return {}
    }
  }
}
