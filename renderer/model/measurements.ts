import type { ExerciseMeasurementsView } from '../../electron/host/api/exercise-functions'

export interface MeasuredSeries {
  label: string
  /** A colour of the tokens, and the class of the swatch that has it. */
  ink: string
  swatch: string
  values: (number | null)[]
}

/** As everywhere else: blue is produced, sea is consumed, violet is the cleaner. */
const INKS: Readonly<Record<string, string>> = {
  'producer-gap': 'append',
  'consumer-gap': 'consumer',
  appended: 'append',
  'cleaner-read': 'clean-read',
  'cleaner-write': 'clean-write',
}

type Label = ExerciseMeasurementsView['columns'][number]['label']

/** A series of bars for each column that is charted. */
export function measuredSeries(
  { columns, rows }: ExerciseMeasurementsView,
  say: (label: Label) => string,
): MeasuredSeries[] {
  return columns.flatMap(({ id, label, charted }, at) => {
    if (!charted) return []
    const name = INKS[id] ?? 'checkpoint'
    const values = rows.map(({ cells }) => {
      const value = cells[at]
      return typeof value === 'number' ? value : null
    })
    return [{ label: say(label), ink: `--io-${name}`, swatch: name, values }]
  })
}

/** Something has been measured: before, a chart has nothing to show. */
export const isMeasured = ({ rows }: ExerciseMeasurementsView): boolean =>
  rows.some(({ cells }) => cells.some((cell) => cell !== null))
