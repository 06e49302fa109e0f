/// <reference types="vite/types/importMeta.d.ts" />
import { type Exercise, loadExercises } from './load'

const FOLDER = '../../../lab-presets/exercises/'
const files = import.meta.glob<unknown>('../../../lab-presets/exercises/*/*.json', { eager: true, import: 'default' })

let loaded: Exercise[] | undefined

/** Every exercise of lab-presets/exercises, in the order of their numbers. Throws an ExerciseFault when one cannot be used. */
export function exerciseCatalogue(): readonly Exercise[] {
  loaded ??= loadExercises(
    Object.fromEntries(Object.entries(files).map(([path, content]) => [path.slice(FOLDER.length), content])),
  )
  return loaded
}
