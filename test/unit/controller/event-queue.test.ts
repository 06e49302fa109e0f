import { describe, expect, it } from 'vitest'
import { EventQueue } from '../../../broker-core/controller/event-queue'
import { createLogger } from '../../../broker-core/runtime/node'

interface Event {
  kind: string
}

/** A queue whose handler waits to be let go, one event at a time. */
function heldQueue() {
  const log: string[] = []
  const lines: string[] = []
  const gates: ((failure?: Error) => void)[] = []
  const queue = new EventQueue<Event>({
    handle: ({ kind }) => {
      log.push(`begin ${kind}`)
      return new Promise((resolve, reject) => {
        gates.push((failure) => {
          log.push(`end ${kind}`)
          if (failure === undefined) resolve()
          else reject(failure)
        })
      })
    },
    preempt: ({ kind }) => log.push(`drop ${kind}`),
    logger: createLogger([(line) => lines.push(line)]),
  })
  const finish = async (failure?: Error) => {
    gates.shift()?.(failure)
    await new Promise((resolve) => setImmediate(resolve))
  }
  return { queue, log, lines, finish }
}

describe('event queue', () => {
  it('handles one event at a time, in order', async () => {
    const { queue, log, finish } = heldQueue()
    queue.put({ kind: 'a' })
    const second = queue.put({ kind: 'b' })
    expect(log).toEqual(['begin a'])
    expect([queue.handling, queue.length]).toEqual(['a', 1])
    await finish()
    await second.started
    expect(log).toEqual(['begin a', 'end a', 'begin b'])
    await finish()
    await second.finished
    expect([queue.handling, queue.length]).toEqual([null, 0])
  })

  it('drops what waits for an urgent event, which still waits for the one being handled', async () => {
    const { queue, log, finish } = heldQueue()
    queue.put({ kind: 'a' })
    const dropped = queue.put({ kind: 'b' })
    const urgent = queue.clearAndPut({ kind: 'expire' })
    await dropped.finished
    expect(log).toEqual(['begin a', 'drop b'])
    await finish()
    await urgent.started
    expect(log).toEqual(['begin a', 'drop b', 'end a', 'begin expire'])
    await finish()
    await urgent.finished
  })

  it('goes on after an event that failed, and says so', async () => {
    const { queue, log, lines, finish } = heldQueue()
    queue.put({ kind: 'a' })
    const second = queue.put({ kind: 'b' })
    await finish(new Error('disk on fire'))
    await second.started
    expect(log.at(-1)).toBe('begin b')
    expect(lines.join()).toContain('disk on fire')
    await finish()
  })

  it('closed, it lets the event being handled end and refuses all others', async () => {
    const { queue, log, finish } = heldQueue()
    queue.put({ kind: 'a' })
    queue.put({ kind: 'b' })
    const closed = queue.close()
    await queue.put({ kind: 'c' }).finished
    expect(log).toEqual(['begin a', 'drop b', 'drop c'])
    await finish()
    await closed
    expect(log.at(-1)).toBe('end a')
  })
})
