import { resolve } from 'node:path'
import { runInFreshLab } from '../../electron/cli/fresh-lab'
import { exerciseCatalogue } from '../../electron/host/exercises/catalogue'
import type { RunReport } from '../../electron/host/exercises/headless'
import type { Exercise } from '../../electron/host/exercises/load'
import { repositoryRoot } from './programs'

const programs = () => resolve(process.env.HIGHWATER_OUT ?? resolve(repositoryRoot, 'out'))

export function exercise(id: string): Exercise {
  const found = exerciseCatalogue().find(({ data }) => data.id === id)
  if (!found) throw new Error(`there is no exercise ${id}`)
  return found
}

/** Runs an exercise, or a spoiled form of it, in a lab of its own. */
export function runOnce(id: string, sabotage?: string): Promise<{ report: RunReport; expected: boolean }> {
  const { data } = exercise(id)
  const spoiled = data.sabotages.find((each) => each.id === sabotage)
  if (sabotage !== undefined && !spoiled) throw new Error(`exercise ${id} has no sabotage ${sabotage}`)
  return runInFreshLab(programs(), exercise(id), { sabotage: spoiled })
}

/** Runs an exercise and hands its lab's folder over before it goes. */
export const runAndLook = (id: string, look: (dir: string) => Promise<void>) =>
  runInFreshLab(programs(), exercise(id), { look })

/** For the message of a failed test: what was not as it should be. */
export const complaint = ({ problem, checks }: RunReport): string =>
  JSON.stringify({ problem, checks: checks.filter(({ verdict }) => verdict !== 'pass') }, null, 1)
