import { describe, expect, it } from 'vitest'
import { Purgatory } from '../../../broker-core/replication/purgatory'
import { VirtualTime } from '../../helpers/virtual-time'

function setUp() {
  const time = new VirtualTime()
  const purgatory = new Purgatory(time)
  const ended: string[] = []
  const operation = (name: string, isDone: () => boolean) => ({
    tryComplete: isDone,
    onComplete: (timedOut: boolean) => void ended.push(timedOut ? `${name} timed out` : name),
  })
  return { time, purgatory, ended, operation }
}

describe('the purgatory', () => {
  it('completes at once what can be completed, and keeps nothing of it', () => {
    const { time, purgatory, ended, operation } = setUp()
    purgatory.tryCompleteElseWatch(
      operation('a', () => true),
      ['t-0'],
      1000,
    )
    expect({ ended, size: purgatory.size, timers: time.waiting }).toEqual({ ended: ['a'], size: 0, timers: 0 })
  })

  it('asks again only when one of the keys is told of, and completes once', () => {
    const { time, purgatory, ended, operation } = setUp()
    let done = false
    let asked = 0
    const wait = operation('a', () => {
      asked++
      return done
    })
    purgatory.tryCompleteElseWatch(wait, ['t-0', 't-1'], 1000)
    done = true
    expect(purgatory.checkAndComplete('t-2')).toBe(0)
    expect(asked).toBe(1)
    expect(purgatory.checkAndComplete('t-1')).toBe(1)
    expect(purgatory.checkAndComplete('t-0')).toBe(0)
    time.advance(5000)
    expect({ ended, size: purgatory.size, timers: time.waiting }).toEqual({ ended: ['a'], size: 0, timers: 0 })
  })

  it('ends what waited too long', () => {
    const { time, purgatory, ended, operation } = setUp()
    purgatory.tryCompleteElseWatch(
      operation('a', () => false),
      ['t-0'],
      1000,
    )
    time.advance(999)
    expect(ended).toEqual([])
    time.advance(1)
    expect(ended).toEqual(['a timed out'])
    expect(purgatory.checkAndComplete('t-0')).toBe(0)
  })

  it('survives an operation whose completion completes others', () => {
    const { purgatory, ended, operation } = setUp()
    let done = false
    purgatory.tryCompleteElseWatch(
      {
        tryComplete: () => done,
        onComplete: () => {
          ended.push('first')
          purgatory.checkAndComplete('t-0')
        },
      },
      ['t-0'],
      1000,
    )
    purgatory.tryCompleteElseWatch(
      operation('second', () => done),
      ['t-0'],
      1000,
    )
    done = true
    purgatory.checkAndComplete('t-0')
    expect(ended).toEqual(['first', 'second'])
  })
})
