import { describe, expect, it } from 'vitest'
import { lifelineOf, ticksOf } from '../../../renderer/model/lifelines'
import { broker, event } from './views'

const styles = (line: ReturnType<typeof lifelineOf>) =>
  line.segments.map(({ fromMs, toMs, style }) => [fromMs, toMs, style])

describe('lifelines', () => {
  it('follow the process through its life', () => {
    const events = [
      event(1000, 'processStarted'),
      event(2000, 'processReady'),
      event(5000, 'processPaused'),
      event(6000, 'processResumed'),
      event(8000, 'processKilled'),
    ]
    expect(styles(lifelineOf(broker(1), events, 0, 10_000))).toEqual([
      [1000, 2000, 'starting'],
      [2000, 5000, 'running'],
      [5000, 6000, 'paused'],
      [6000, 8000, 'running'],
      [8000, 10_000, 'down'],
    ])
  })

  it('are cut at the left edge', () => {
    expect(styles(lifelineOf(broker(1), [event(1000, 'processReady')], 4000, 10_000))).toEqual([
      [4000, 10_000, 'running'],
    ])
  })

  it('take the present state where no event tells', () => {
    expect(styles(lifelineOf(broker(1, { startedMs: 3000 }), [], 0, 10_000))).toEqual([[3000, 10_000, 'running']])
  })

  it('ignore the events of others', () => {
    const line = lifelineOf(broker(1, { startedMs: 0 }), [event(500, 'processKilled', { source: 2 })], 0, 1000)
    expect(line.marks).toEqual([])
  })

  it('draw the more important of two marks in one place', () => {
    const events = [event(5000, 'leaderElected'), event(5001, 'processKilled'), event(5002, 'isrShrunk')]
    expect(lifelineOf(broker(1), events, 0, 10_000).marks.map(({ glyph }) => glyph)).toEqual(['killed'])
  })
})

describe('ticks', () => {
  it.each([
    [60_000, 1000],
    [600_000, 1000],
    [86_400_000, 1000],
  ])('of %d ms on %d px carry a handful of labels', (spanMs, widthPx) => {
    const labelled = ticksOf(1_000_000, 1_000_000 + spanMs, widthPx).filter((tick) => tick.labelled)
    expect(labelled.length).toBeGreaterThan(2)
    expect(labelled.length).toBeLessThan(14)
  })
})
