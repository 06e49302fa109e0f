import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { Rounds } from '../../../electron/host/rounds/rounds'

describe('rounds', () => {
  beforeEach(() => vi.useFakeTimers())
  afterEach(() => vi.useRealTimers())

  const start = (round: () => Promise<void> = async () => undefined) => {
    const begun: number[] = []
    const state = { wanted: true }
    const startMs = Date.now()
    const rounds = new Rounds({
      wanted: () => state.wanted,
      round: () => {
        begun.push(Date.now() - startMs)
        return round()
      },
      gapMs: (told) => (told ? 10 : 1000),
    })
    return { rounds, begun, state }
  }

  it('the earliest wish wins', async () => {
    const { rounds, begun } = start()
    rounds.schedule(500)
    rounds.schedule(100)
    rounds.schedule(300)
    await vi.advanceTimersByTimeAsync(600)
    expect(begun).toEqual([100])
  })

  it('one at a time, and what was told meanwhile comes soon after', async () => {
    let end = () => {}
    const { rounds, begun } = start(() => new Promise((resolve) => (end = resolve)))
    rounds.schedule(0)
    await vi.advanceTimersByTimeAsync(0)
    rounds.schedule(0)
    await vi.advanceTimersByTimeAsync(200)
    expect(begun).toEqual([0])
    end()
    await vi.advanceTimersByTimeAsync(10)
    expect(begun).toEqual([0, 210])
  })

  it('go on in their own time while they are wanted, and no longer', async () => {
    const { rounds, begun, state } = start()
    rounds.schedule(0)
    await vi.advanceTimersByTimeAsync(1500)
    expect(begun).toEqual([0, 1000])
    state.wanted = false
    await vi.advanceTimersByTimeAsync(5000)
    rounds.schedule(0)
    await vi.advanceTimersByTimeAsync(5000)
    expect(begun).toEqual([0, 1000])
  })
})
