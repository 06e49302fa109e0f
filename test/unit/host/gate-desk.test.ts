import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { BrokerGateReport, GateCommand } from '../../../broker-core/probe/gates'
import type { BrokerToLab, LabToBroker } from '../../../broker-core/probe/telemetry'
import type { GateTarget } from '../../../electron/host/api/gate-functions'
import { GateDesk } from '../../../electron/host/gates/gate-desk'

const FETCH: GateTarget = { kind: 'fetchRequest', brokerId: 2, topic: 'pay', partition: 0 }
const CUT_OFF: GateTarget = { kind: 'traffic', brokers: [1, 2], effect: { kind: 'drop' } }
type Answer = Extract<BrokerToLab, { type: 'gateAnswer' }>

describe('the gates of a lab', () => {
  let desk: GateDesk
  let asked: { id: number; command: GateCommand }[]
  let live: Map<number, boolean>
  const page = {}

  /** Stands for the wire to a broker's process: what it is told, and that it did so. */
  const told = (id: number, message: LabToBroker) => {
    if (message.type !== 'gate') return
    const { requestId, command } = message
    asked.push({ id, command })
    const gate = 'gate' in command ? command.gate : undefined
    const gates: BrokerGateReport[] =
      command.kind === 'hold' && gate ? [{ gate, state: 'closed', sinceMs: 0, waiting: [], passed: 0 }] : []
    const answer: Answer = { type: 'gateAnswer', requestId, answer: { kind: 'done', gates } }
    queueMicrotask(() => desk.received(id, answer))
  }
  beforeEach(() => {
    vi.useFakeTimers()
    asked = []
    live = new Map([1, 2, 3].map((id) => [id, true]))
    desk = new GateDesk({
      brokers: () => [...live].map(([id, isLive]) => ({ id, live: isLive, send: (message) => told(id, message) })),
      changed: () => undefined,
      happened: () => undefined,
    })
  })
  afterEach(() => {
    desk.close()
    vi.useRealTimers()
  })
  const released = () => asked.filter(({ command }) => command.kind === 'release').map(({ id }) => id)

  it('stand on the brokers they name, traffic on both ends', async () => {
    expect(await desk.hold(FETCH, 'page', page)).toMatchObject({ state: 'closed' })
    await desk.hold(CUT_OFF, 'page', page)
    await desk.hold({ kind: 'controllerPropagation' }, 'page', page)
    expect(asked.map(({ id }) => id)).toEqual([2, 1, 2, 1, 2, 3])
    expect(asked.slice(1, 3).map(({ command }) => 'gate' in command && command.gate)).toEqual([
      { kind: 'traffic', peer: 2, effect: { kind: 'drop' } },
      { kind: 'traffic', peer: 1, effect: { kind: 'drop' } },
    ])
  })

  it('go when their page is silent for five seconds, and not while it asks', async () => {
    await desk.hold(FETCH, 'page', page)
    // The next question may come before the last one is answered.
    const answeredBefore = desk.asked(page, { telemetry: true, gates: true })
    const answered = desk.asked(page, { telemetry: true, gates: true })
    answeredBefore()
    await vi.advanceTimersByTimeAsync(60_000)
    expect(desk.views()).toHaveLength(1)
    answered()
    await vi.advanceTimersByTimeAsync(4999)
    expect(desk.views()).toHaveLength(1)
    await vi.advanceTimersByTimeAsync(1)
    expect([desk.views(), released()]).toEqual([[], [2]])
  })

  it('are not taken from a page that put one up just now, however long ago it asked', async () => {
    desk.asked(page, { telemetry: true, gates: true })()
    await vi.advanceTimersByTimeAsync(4999)
    await desk.hold(FETCH, 'page', page)
    await vi.advanceTimersByTimeAsync(4999)
    expect(desk.views()).toHaveLength(1)
    await vi.advanceTimersByTimeAsync(1)
    expect(desk.views()).toEqual([])
  })

  it('go at once when the page shows something else, or its connection closes', async () => {
    await desk.hold(FETCH, 'page', page)
    desk.asked(page, { telemetry: true })
    expect(desk.views()).toEqual([])
    await desk.hold(FETCH, 'connection', page)
    desk.asked(page, { telemetry: true })
    expect(desk.views()).toHaveLength(1)
    desk.disconnected(page)
    expect([desk.views(), released()]).toEqual([[], [2, 2]])
  })

  it('stay while the page says that it is hidden', async () => {
    await desk.hold(FETCH, 'page', page)
    desk.asked(page, { telemetry: false, gates: true })()
    await vi.advanceTimersByTimeAsync(600_000)
    expect(desk.views()).toHaveLength(1)
  })

  it('are of one page: another that leaves takes nothing away', async () => {
    await desk.hold(FETCH, 'page', page)
    desk.asked(page, { telemetry: true, gates: true })
    desk.disconnected({})
    expect(desk.views()).toHaveLength(1)
  })

  it('are wished for a broker that does not run, and put up when it starts', async () => {
    live.set(2, false)
    expect(await desk.hold(FETCH, 'connection', page)).toMatchObject({ state: 'wished' })
    expect(asked).toEqual([])
    live.set(2, true)
    desk.brokerStarted(2)
    await vi.advanceTimersByTimeAsync(0)
    expect(asked).toMatchObject([{ id: 2, command: { kind: 'hold' } }])
    expect(desk.views()).toMatchObject([{ state: 'closed' }])
    live.set(2, false)
    desk.brokerEnded(2)
    expect(desk.views()).toMatchObject([{ state: 'wished' }])
  })

  it.each([
    [{ ...FETCH, brokerId: 9 }, 'this lab has no broker 9; it has 1, 2, 3'],
    [{ ...CUT_OFF, brokers: [1, 1] }, 'between two different brokers'],
  ] as [GateTarget, string][])('that make no sense are refused: %j', async (gate, why) => {
    await expect(desk.hold(gate, 'page', page)).rejects.toThrow(why)
    expect(desk.views()).toEqual([])
  })

  const CONTROLLER: GateTarget = { kind: 'controllerPropagation' }

  it('say why a step of the controller came to nothing: no time left, taken back, released', async () => {
    await desk.hold(CONTROLLER, 'page', page)
    const late = desk.step(CONTROLLER, 1000)
    await vi.advanceTimersByTimeAsync(1000)
    expect(await late).toMatchObject({ kind: 'nothing', reason: 'notInTime' })
    const taken = desk.step(CONTROLLER)
    await desk.giveUp(CONTROLLER)
    expect(await taken).toMatchObject({ kind: 'nothing', reason: 'givenUp' })
    const open = desk.step(CONTROLLER)
    await desk.release(CONTROLLER)
    expect(await open).toMatchObject({ kind: 'nothing', reason: 'released' })
  })

  it('step the controller where something comes to stand, at once', async () => {
    await desk.hold(CONTROLLER, 'page', page)
    const stepped = desk.step(CONTROLLER)
    const gate = { kind: 'controllerPropagation' } as const
    const waiting = [{ kind: 'controllerPropagation' as const, batch: 1, requests: [], sinceMs: 0 }]
    const gates: BrokerGateReport[] = [{ gate, state: 'closed', sinceMs: 0, waiting, passed: 0 }]
    desk.received(3, { type: 'gates', gates, wallMs: 0, monotonicMs: 0 })
    await stepped
    expect(asked.at(-1)).toMatchObject({ id: 3, command: { kind: 'step' } })
  })

  it('tell the broker that a step is taken back', async () => {
    await desk.hold(FETCH, 'page', page)
    await desk.giveUp(FETCH)
    expect(asked.at(-1)).toMatchObject({ id: 2, command: { kind: 'giveUp' } })
  })

  it('are not stepped through before they are held', async () => {
    await expect(desk.step(FETCH)).rejects.toThrow('no gate is held at broker 2')
  })
})
