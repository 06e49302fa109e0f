import { beforeEach, describe, expect, it } from 'vitest'
import { GateBoard } from '../../../broker-core/probe/gate-board'
import type { Arrival } from '../../../broker-core/probe/gate-points'
import type { BrokerGate } from '../../../broker-core/probe/gates'
import { VirtualTime } from '../../helpers/virtual-time'

const PAY = { topic: 'pay', partition: 0 }
const OTHER = { topic: 'pay', partition: 1 }
const FETCH: BrokerGate = { kind: 'fetchRequest', ...PAY }
const CONTROLLER: BrokerGate = { kind: 'controllerPropagation' }
const arrival = (): Arrival => ({ kind: 'fetchRequest', leader: 1, leaderEpoch: 0, fetchOffset: 7 })
const batch = (number: number) => (): Arrival => ({ kind: 'controllerPropagation', batch: number, requests: [] })
const fetched = () =>
  ({ kind: 'fetched', fetchOffset: 7, logEndOffset: 8, highWatermark: 7, errorCode: 0, held: false }) as const

describe('the gates of a broker', () => {
  let time: VirtualTime
  let board: GateBoard
  let opened: number

  beforeEach(() => {
    time = new VirtualTime()
    opened = 0
    board = new GateBoard({ clock: time, scheduler: time, changed: () => undefined })
    board.replicas.attach({ whenOut: () => undefined, opened: () => opened++ })
  })
  const hold = (gate: BrokerGate) => board.command({ kind: 'hold', gate })
  const step = (gate: BrokerGate) => board.command({ kind: 'step', gate, patienceMs: 1000 })
  const admits = (at = PAY) => board.replicas.admits('fetchRequest', at, arrival)

  it('leave the held partition out and let the others go on', async () => {
    expect(board.replicas.active).toBe(false)
    await hold(FETCH)
    expect(board.replicas.active).toBe(true)
    expect([admits(), admits(OTHER), admits()]).toEqual([false, true, false])
    expect(board.reports()).toMatchObject([{ state: 'closed', passed: 0, waiting: [{ fetchOffset: 7 }] }])
  })

  it('let exactly one through at a step, which ends with its answer', async () => {
    await hold(FETCH)
    expect(admits()).toBe(false)
    const outcome = step(FETCH)
    expect([admits(), admits()]).toEqual([true, false])
    expect(board.reports()[0]).toMatchObject({ state: 'stepping', passed: 0 })
    expect(await step(FETCH)).toMatchObject({ kind: 'refused' })
    board.replicas.passed('fetchRequest', PAY, fetched)
    expect(await outcome).toMatchObject({ kind: 'stepped', outcome: { kind: 'fetched', logEndOffset: 8 } })
    expect(board.reports()[0]).toMatchObject({ state: 'closed', passed: 1 })
    expect(admits()).toBe(false)
  })

  it('forget a step that nothing came for', async () => {
    await hold(FETCH)
    const outcome = step(FETCH)
    time.advance(1000)
    expect(await outcome).toMatchObject({ outcome: { kind: 'nothing' } })
    expect(admits()).toBe(false)
  })

  it('take back a step that nothing came for, and let one that passes go on', async () => {
    await hold(FETCH)
    const first = step(FETCH)
    await board.command({ kind: 'giveUp', gate: FETCH })
    expect(await first).toMatchObject({ outcome: { kind: 'nothing', reason: 'givenUp' } })
    expect(admits()).toBe(false)
    const second = step(FETCH)
    expect(admits()).toBe(true)
    await board.command({ kind: 'giveUp', gate: FETCH })
    board.replicas.passed('fetchRequest', PAY, fetched)
    expect(await second).toMatchObject({ outcome: { kind: 'fetched' } })
  })

  it('hold for ten minutes and let the same one through after them', async () => {
    await hold(FETCH)
    expect(admits()).toBe(false)
    time.advance(600_000)
    expect([admits(), board.reports()[0]?.waiting.length]).toEqual([false, 1])
    const outcome = step(FETCH)
    expect(admits()).toBe(true)
    board.replicas.passed('fetchRequest', PAY, fetched)
    expect(await outcome).toMatchObject({ outcome: { kind: 'fetched', fetchOffset: 7 } })
  })

  it('end a step whose partition got another leader or was deleted, and neither leak nor block what follows', async () => {
    await hold(FETCH)
    expect(admits()).toBe(false)
    const outcome = step(FETCH)
    expect(admits()).toBe(true)
    board.replicas.left(PAY)
    expect(await outcome).toMatchObject({ outcome: { kind: 'nothing' } })
    expect(board.reports()[0]).toMatchObject({ state: 'closed', passed: 0, waiting: [] })
    expect(admits()).toBe(false)
    await board.command({ kind: 'release', gate: FETCH })
    expect([admits(), board.replicas.active]).toEqual([true, false])
  })

  it('release all at once: what waits goes on, and who waits for a step is told', async () => {
    await hold(FETCH)
    await hold({ kind: 'highWatermarkCheckpoint' })
    await hold(CONTROLLER)
    const written = board.checkpoint.pass(() => ({ kind: 'highWatermarkCheckpoint' }))
    const told = [board.propagation.pass(batch(1)), board.propagation.pass(batch(2))]
    const outcome = step(FETCH)
    const before = opened
    expect(board.releaseAll()).toBe(3)
    expect(await Promise.all([written, ...told])).toEqual([true, true, true])
    expect(await outcome).toMatchObject({ outcome: { kind: 'nothing', reason: 'released' } })
    expect(opened).toBeGreaterThan(before)
    expect(board.reports()).toEqual([])
    expect(board.checkpoint.pass(() => ({ kind: 'highWatermarkCheckpoint' }))).toBeUndefined()
  })

  it('tell the brokers one batch of the controller after the other', async () => {
    await hold(CONTROLLER)
    const went: number[] = []
    for (const number of [1, 2, 3]) void board.propagation.pass(batch(number))?.then(() => went.push(number))
    for (const number of [1, 2]) {
      const outcome = step(CONTROLLER)
      board.propagation.passed({ kind: 'propagated', batch: number })
      expect(await outcome).toMatchObject({ outcome: { batch: number } })
    }
    expect(went).toEqual([1, 2])
    expect(board.reports()[0]).toMatchObject({ passed: 2, waiting: [{ batch: 3 }] })
  })

  it('give up what a controller that resigned wanted to tell', async () => {
    await hold(CONTROLLER)
    const told = board.propagation.pass(batch(1))
    board.propagation.forget()
    expect(await told).toBe(false)
    expect(board.reports()[0]?.waiting).toEqual([])
  })

  it('are one at one point, and at most a thousand', async () => {
    for (let partition = 0; partition < 1000; partition++) await hold({ ...FETCH, partition } as BrokerGate)
    expect((await hold(FETCH)).kind).toBe('done')
    expect(await hold({ kind: 'fetchResponse', ...PAY })).toMatchObject({ kind: 'refused' })
    expect(board.reports()).toHaveLength(1000)
  })

  it('close when the request that is under way is over', async () => {
    let over = (): void => undefined
    const out = new Promise<void>((resolve) => {
      over = resolve
    })
    board.replicas.attach({ whenOut: () => out, opened: () => undefined })
    const held = hold(FETCH)
    expect(board.reports()[0]?.state).toBe('closing')
    over()
    expect((await held).gates[0]?.state).toBe('closed')
  })
})
