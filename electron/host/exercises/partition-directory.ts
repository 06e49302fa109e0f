import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { ExerciseLab } from './exercise-lab'

/** Where a broker keeps a partition; where it would, when it has none. */
export function partitionDirectory(
  lab: Pick<ExerciseLab, 'logDirs'>,
  broker: number,
  topic: string,
  partition: number,
): string {
  const places = lab.logDirs(broker).map((dir) => join(dir, `${topic}-${partition}`))
  return places.find((place) => existsSync(place)) ?? places[0] ?? ''
}
