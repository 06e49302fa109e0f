import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type RunReport, runExercise, sabotageFound } from '../host/exercises/headless'
import type { Exercise } from '../host/exercises/load'
import type { Sabotage } from '../host/exercises/schema'
import { createLabHost, findFreePorts } from '../host/host'

export interface FreshLabOptions {
  sabotage?: Sabotage | undefined
  /** Called with the lab's folder when the run is over, before it goes. */
  look?: (dir: string) => Promise<void>
  /** Ends the run where it is. */
  signal?: AbortSignal
  /** Which fault a challenge has; 0 without. */
  seed?: number | undefined
}

/** Runs an exercise in a lab made for it alone, in a temporary folder, and takes both away again. */
export async function runInFreshLab(
  programs: string,
  exercise: Exercise,
  { sabotage, look, signal, seed }: FreshLabOptions = {},
): Promise<{ report: RunReport; expected: boolean }> {
  const dir = mkdtempSync(join(tmpdir(), 'highwater-exercise-'))
  const [coordinationPort] = await findFreePorts('127.0.0.1', 1)
  const host = await createLabHost({
    dir: join(dir, 'lab'),
    programs,
    brokers: exercise.data.brokers,
    ports: 'auto',
    coordinationPort,
    overrides: Object.entries({ ...exercise.data.settings, ...sabotage?.settings }),
    notice: () => undefined,
  })
  try {
    await host.ready
    const { lab, close } = host.openExerciseLab()
    const report = await runExercise(exercise, lab, sabotage, signal, seed)
    close()
    await look?.(join(dir, 'lab'))
    return { report, expected: sabotage ? sabotageFound(report, sabotage) : report.passed }
  } finally {
    await host.close()
    rmSync(dir, { recursive: true, force: true })
  }
}
