import { describe, expect, it } from 'vitest'
import { CoordinatedPartitions } from '../../../broker-core/internal-topics/coordinated-partitions'
import { createLogger } from '../../../broker-core/runtime/node'

/** Loads that end when told to. */
function world() {
  const lines: string[] = []
  const told: string[] = []
  const loads: { isCurrent: () => boolean; done: () => void; fail: (error: Error) => void }[] = []
  const partitions = new CoordinatedPartitions({
    topic: '__consumer_offsets',
    logger: createLogger([(line) => void lines.push(line)]),
    load: (partition, epoch, isCurrent) => {
      told.push(`load ${partition} at ${epoch}`)
      return new Promise<void>((resolve, reject) => loads.push({ isCurrent, done: resolve, fail: reject }))
    },
    unload: (partition) => void told.push(`unload ${partition}`),
  })
  const turn = () => new Promise((resolve) => setImmediate(resolve))
  return { partitions, loads, told, lines, turn }
}

describe('coordinated partitions', () => {
  it('are loading from the election on, owned when read, and read one after the other', async () => {
    const { partitions, loads, told, turn } = world()
    partitions.elected(1, 5)
    partitions.elected(2, 7)
    await turn()
    expect([partitions.stateOf(1), partitions.stateOf(2), partitions.stateOf(3)]).toEqual([
      'loading',
      'loading',
      'none',
    ])
    expect([partitions.epochOf(1), partitions.isLoading, told]).toEqual([5, true, ['load 1 at 5']])
    loads[0]!.done()
    await turn()
    expect([partitions.stateOf(1), told]).toEqual(['owned', ['load 1 at 5', 'load 2 at 7']])
    loads[1]!.done()
    await partitions.settled()
    expect([partitions.owned, partitions.isLoading]).toEqual([[1, 2], false])
  })

  it('news of an older leadership, or of the same, changes nothing', async () => {
    const { partitions, loads, told, turn } = world()
    partitions.elected(1, 5)
    await turn()
    loads[0]!.done()
    await turn()
    partitions.elected(1, 4)
    partitions.elected(1, 5)
    await turn()
    expect([partitions.stateOf(1), told]).toEqual(['owned', ['load 1 at 5']])
  })

  it('a newer leadership reads anew, and what the older one still reads counts no more', async () => {
    const { partitions, loads, told, turn } = world()
    partitions.elected(1, 5)
    await turn()
    partitions.elected(1, 6)
    expect([loads[0]!.isCurrent(), partitions.stateOf(1), partitions.epochOf(1)]).toEqual([false, 'loading', 6])
    loads[0]!.done()
    await turn()
    expect(partitions.stateOf(1)).toBe('loading')
    expect([loads[1]!.isCurrent(), told]).toEqual([true, ['load 1 at 5', 'unload 1', 'load 1 at 6']])
  })

  it('one given up before its turn is not read at all', async () => {
    const { partitions, loads, told, turn } = world()
    partitions.elected(1, 5)
    partitions.elected(2, 5)
    await turn()
    partitions.resigned(2)
    partitions.resigned(3)
    loads[0]!.done()
    await partitions.settled()
    expect(told).toEqual(['load 1 at 5', 'unload 2'])
  })

  it('one that cannot be read is said, and owned as far as it was', async () => {
    const { partitions, loads, lines, turn } = world()
    partitions.elected(1, 5)
    await turn()
    loads[0]!.fail(new Error('no'))
    await partitions.settled()
    expect(partitions.stateOf(1)).toBe('owned')
    expect(lines.join()).toContain('Error loading __consumer_offsets-1 at leader epoch 5')
  })

  it('closed, it takes no more', async () => {
    const { partitions, told, turn } = world()
    partitions.elected(1, 5)
    partitions.close()
    partitions.elected(2, 5)
    await turn()
    expect([partitions.stateOf(1), partitions.stateOf(2), told]).toEqual(['none', 'none', ['unload 1']])
  })
})
