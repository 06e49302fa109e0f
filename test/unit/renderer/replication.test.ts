import { describe, expect, it } from 'vitest'
import type { ExchangeView } from '../../../electron/host/api/replication-views'
import { changedBytes, epochBytes, partitionLine } from '../../../renderer/model/checkpoint-bytes'
import { gatesOfReplica, steppedGate } from '../../../renderer/model/gates'
import { CELL_WIDTH, drawLane, highWatermarkParts, laneWindow, recentCut } from '../../../renderer/model/lanes'
import { lastFetch, withHistory } from '../../../renderer/model/replication-history'
import { arrowsOf, barsOf, CLIENT, type Plane, rulerSeconds, timeY } from '../../../renderer/model/space-time'
import { failedOverReplication, sampleLane, stepsGates, stepsReplication } from '../../ui/sample-replication'
import { NOW_MS } from '../../ui/sample-views'

const STEPS = { topic: 'steps', partition: 0 }

describe('lanes', () => {
  it('show the newest offsets that fit, never one below the lowest log start', () => {
    const lanes = [sampleLane(1, 11, 8), sampleLane(2, 9, 7)]
    expect(laneWindow(lanes, 76 + 4 * CELL_WIDTH)).toEqual({ first: 7, count: 4 })
    expect(laneWindow(lanes, 76 + 40 * CELL_WIDTH)).toEqual({ first: 0, count: 40 })
    expect(laneWindow([sampleLane(1, 11, 8, { logStartOffset: 9 })], 76 + 4 * CELL_WIDTH).first).toBe(9)
    expect(laneWindow([], 500).first).toBe(0)
  })

  it('committed by each replica’s own high watermark; the marks stand between cells', () => {
    const window = { first: 4, count: 7 }
    const drawing = drawLane(sampleLane(3, 9, 7), window, null)
    expect(drawing.cells.map(({ offset, committed }) => [offset, committed])).toEqual([
      [4, true],
      [5, true],
      [6, true],
      [7, false],
      [8, false],
    ])
    expect(drawing.highWatermarkX).toBe(3 * CELL_WIDTH)
    expect(drawing.endX).toBe(5 * CELL_WIDTH)
  })

  it('a cell says key and value where they fit, else the value, and a tombstone what it deletes', () => {
    const lane = sampleLane(3, 5, 5)
    const said = (key: string | null, value: string | null) => {
      const tail = [{ ...lane.tail[0]!, offset: 0, key, value, control: false }]
      const { text, brief } = drawLane({ ...lane, tail }, { first: 0, count: 1 }, null).cells[0]!
      return [text, brief]
    }
    expect(said('K1', 'V4')).toEqual(['K1=V4', 'K1=V4'])
    expect(said('K3', null)).toEqual(['K3=∅', 'K3=∅'])
    expect(said(null, 'message1')).toEqual(['message1', 'messa…'])
    expect(said('user-1', 'paid')).toEqual(['user-1=paid', 'paid'])
    expect(said('user-100', null)).toEqual(['user-100=∅', 'user-…'])
    expect(said(null, null)).toEqual([null, null])
  })

  it('offsets without a record are gaps; a cut is shown where the log ended before, and forgotten later', () => {
    const lane = sampleLane(3, 9, 7)
    const drawing = drawLane(
      { ...lane, tail: lane.tail.filter(({ offset }) => offset !== 5) },
      { first: 4, count: 7 },
      [9, 11],
    )
    expect(drawing.gaps).toEqual([5])
    expect(drawing.cut).toEqual([9, 10])
    const { events } = failedOverReplication()
    expect(recentCut(events, 3, NOW_MS)).toEqual([9, 11])
    expect(recentCut(events, 2, NOW_MS)).toBeNull()
    expect(recentCut(events, 3, NOW_MS + 60_000)).toBeNull()
  })

  it('the rule names what the leader knows of each in-sync replica, and nothing while one is unheard', () => {
    const { lanes } = stepsReplication()
    expect(highWatermarkParts(lanes, [1, 2, 3])?.parts.map(({ offset }) => offset)).toEqual([11, 10, 8])
    expect(highWatermarkParts(lanes, [1, 2])?.parts).toHaveLength(2)
    expect(highWatermarkParts([lanes[0]!, sampleLane(2, 3, 1, { acknowledged: -1 })], [1, 2])).toBeNull()
  })
})

describe('gates', () => {
  it('of one replica, in the order in which it meets them; a step goes where something stands', () => {
    const truncation = { ...stepsGates[0]!, gate: { kind: 'truncation', brokerId: 2, ...STEPS } as const, waiting: [] }
    const gates = gatesOfReplica([...stepsGates, truncation], 2, STEPS)
    expect(gates.map(({ gate }) => gate.kind)).toEqual(['truncation', 'fetchRequest'])
    expect(steppedGate(gates)?.gate.kind).toBe('fetchRequest')
    expect(steppedGate([truncation])?.gate.kind).toBe('truncation')
    expect(gatesOfReplica(stepsGates, 2, { topic: 'steps', partition: 1 })).toEqual([])
  })
})

describe('space-time', () => {
  const plane: Plane = {
    columns: new Map([
      [CLIENT, 10],
      [1, 100],
      [2, 200],
      [3, 300],
    ]),
    height: 500,
    startMs: NOW_MS - 10_000,
    endMs: NOW_MS,
  }

  it('an arrow stands where it was sent and where it arrived', () => {
    const arrows = arrowsOf(stepsReplication().exchanges, plane)
    const request = arrows.find(({ key }) => key === '11 request')!
    expect([request.x1, request.x2]).toEqual([300, 100])
    expect(request.y1).toBe(timeY(NOW_MS - 9800, plane))
    expect(request.y2).toBeGreaterThan(request.y1)
    const answer = arrows.find(({ key }) => key === '11 response')!
    expect([answer.x1, answer.x2]).toEqual([100, 300])
  })

  it('older than the picture: no arrow; not arrived: open; fetches of nothing are quiet', () => {
    const [row] = stepsReplication().exchanges as [ExchangeView & { kind: 'fetch' }]
    const old = { ...row, times: { ...row.times, requestSentMs: NOW_MS - 70_000, requestReceivedMs: NOW_MS - 70_000 } }
    expect(arrowsOf([old], plane).map(({ leg }) => leg)).toEqual(['response'])
    const waiting = {
      ...row,
      answer: null,
      times: { ...row.times, responseSentMs: null, responseReceivedMs: null, requestReceivedMs: null },
    }
    expect(arrowsOf([waiting], plane)).toMatchObject([{ leg: 'request', open: true, busy: false }])
  })

  it('held gates are bars from when they were put up until now, none where it is only wished', () => {
    expect(barsOf(stepsGates, plane).map(({ x, y2 }) => [x, y2])).toEqual([
      [200, 500],
      [300, 500],
    ])
    expect(barsOf([{ ...stepsGates[0]!, state: 'wished' }], plane)).toEqual([])
  })

  it('the ruler keeps its lines apart', () => {
    expect(rulerSeconds(plane)).toHaveLength(10)
    expect(rulerSeconds({ ...plane, startMs: NOW_MS - 60_000 }).length).toBeLessThan(13)
  })
})

describe('what the page remembers', () => {
  it('a row that comes again replaces its older self; what is older than the lab keeps is forgotten, but for a follower’s last fetch', () => {
    const before = stepsReplication()
    const [first, second] = before.exchanges as [ExchangeView, ExchangeView]
    const again = { ...second, times: { ...second.times, responseReceivedMs: NOW_MS } }
    const merged = withHistory(before, stepsReplication({ exchanges: [again], historyStartMs: NOW_MS - 9390 }))
    expect(merged.exchanges.find(({ id }) => id === second.id)).toBe(again)
    expect(merged.exchanges.some(({ id }) => id === first.id)).toBe(true)
    const newer = { ...first, id: 9000, times: again.times }
    const later = withHistory(merged, stepsReplication({ exchanges: [newer], historyStartMs: NOW_MS - 9390 }))
    expect(later.exchanges.some(({ id }) => id === first.id)).toBe(false)
    expect(lastFetch(later.exchanges, 3)).toBe(newer)
  })

  it('another partition begins anew', () => {
    const next = stepsReplication({ topic: 'other', exchanges: [] })
    expect(withHistory(stepsReplication(), next).exchanges).toEqual([])
  })
})

describe('checkpoint bytes', () => {
  it('the line of a partition, not of one whose name begins alike', () => {
    const raw = '0\n2\nsteps 01 5\nsteps 0 12\n'
    expect(partitionLine(raw, 'steps', 0)).toMatchObject({ position: 15, value: 12 })
    expect(Buffer.from(partitionLine(raw, 'steps', 0)!.bytes).toString()).toBe('steps 0 12\n')
    expect(partitionLine(raw, 'steps', 1)).toBeNull()
  })

  it('changed bytes are those that differ, those that came too', () => {
    const bytes = (text: string) => new TextEncoder().encode(text)
    expect([...changedBytes(bytes('steps 0 9\n'), bytes('steps 0 10\n'))]).toEqual([8, 9, 10])
    expect(changedBytes(null, bytes('x')).size).toBe(0)
  })

  it('each byte of an epoch file has its epoch', () => {
    const { epochs, entries, bytes } = epochBytes('0\n2\n1 0\n2 4\n')
    expect(entries).toEqual([
      { epoch: 1, startOffset: 0 },
      { epoch: 2, startOffset: 4 },
    ])
    expect(epochs).toEqual([null, null, null, null, 1, 1, 1, 1, 2, 2, 2, 2])
    expect(bytes).toHaveLength(epochs.length)
  })
})
