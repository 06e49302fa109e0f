import { describe, expect, test } from 'vitest'
import type { ExerciseMeasurementsView } from '../../../electron/host/api/exercise-functions'
import { isMeasured, measuredSeries } from '../../../renderer/model/measurements'

const named = (text: string) => ({ en: text, ko: `${text}.ko` })
const view = (cells: (number | boolean | null)[][]): ExerciseMeasurementsView => ({
  title: named('Pauses'),
  columns: [
    { id: 'producer-gap', label: named('Producer'), unit: 'ms', charted: true },
    { id: 'clean-marker', label: named('Marker'), unit: 'yesNo', charted: false },
    { id: 'other', label: named('Other'), unit: 'ms', charted: true },
  ],
  rows: cells.map((row, at) => ({ id: `row-${at}`, label: named(`row ${at}`), cells: row })),
})

describe('what an exercise measured, as bars', () => {
  test('a series for each charted column, in the colour of what it is; what is not known has no bar', () => {
    const series = measuredSeries(
      view([
        [12, true, 3],
        [null, null, null],
      ]),
      ({ ko }) => ko,
    )
    expect(series).toEqual([
      { label: 'Producer.ko', ink: '--io-append', swatch: 'append', values: [12, null] },
      { label: 'Other.ko', ink: '--io-checkpoint', swatch: 'checkpoint', values: [3, null] },
    ])
  })
  test('nothing is drawn before something was measured; 0 is something', () => {
    expect(isMeasured(view([[null, null, null]]))).toBe(false)
    expect(isMeasured(view([[null, null, 0]]))).toBe(true)
    expect(isMeasured(view([[null, false, null]]))).toBe(true)
  })
})
