import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Disk } from '../../../broker-core/runtime/disk'
import { DiskError } from '../../../broker-core/runtime/disk'
import { CleanerWorld, TOPIC } from './cleaner-world'

let world: CleanerWorld
beforeEach(() => {
  world = new CleanerWorld()
})
afterEach(() => world.dispose())

/** Does something once, when a cleaning opens its `nth` output file: the cleaner is in the midst of its work then. */
function atOutput(nth: number, act: () => void): (disk: Disk) => Disk {
  let seen = 0
  return (disk) => ({
    ...disk,
    open: (path, mode) => {
      const file = disk.open(path, mode)
      if (path.endsWith('.log.cleaned') && ++seen === nth) act()
      return file
    },
  })
}

/** Three groups of segments of two keys, all dirty. */
function fill(): void {
  for (let index = 0; index < 30; index++) world.put(`k${index % 2}`, `v${index}`.padEnd(60, '-'))
  world.log.roll()
  world.put('end', '1')
}

const leftovers = () => [...world.files('.cleaned'), ...world.files('.swap')]
const values = () => world.content().map((line) => line.replace(/-+$/, ''))

describe('while a log is cleaned', () => {
  it('a truncation wins at once, and the next cleaning begins where it must', async () => {
    await world.start(
      {},
      atOutput(2, () => world.manager.truncateTo([{ topicPartition: TOPIC, offset: 12 }])),
    )
    fill()
    await world.clean()
    expect(world.log.logEndOffset).toBe(12)
    expect(leftovers()).toEqual([])
    // What is left is cleaned in a new start.
    expect(world.seen('cleanerFinished').map(({ nextDirtyOffset }) => nextDirtyOffset)).toEqual([12])
    expect(values().slice(-2)).toEqual(['k0=v10', 'k1=v11'])
    for (let index = 12; index < 16; index++) world.put(`k${index % 2}`, `w${index}`)
    world.log.roll()
    await world.clean()
    expect(values()).toEqual(['k0=w14', 'k1=w15'])
  })

  it('a truncation of what was cleaned before makes it dirty again', async () => {
    await world.start()
    fill()
    await world.clean()
    expect(world.checkpoint()).toMatch(/^keys 0 30$/m)
    world.manager.truncateTo([{ topicPartition: TOPIC, offset: 29 }])
    expect(Number(/^keys 0 (\d+)$/m.exec(world.checkpoint())![1])).toBeLessThan(29)
    world.put('k0', 'again')
    world.log.roll()
    await world.clean()
    expect(values()).toEqual(['k0=again'])
  })

  it('a full truncation leaves an empty log that is cleaned again', async () => {
    await world.start(
      {},
      atOutput(1, () => world.manager.truncateFullyAndStartAt(TOPIC, 100)),
    )
    fill()
    await world.clean()
    expect(world.content()).toEqual([])
    expect(world.log).toMatchObject({ logStartOffset: 100, logEndOffset: 100 })
    world.put('a', '1')
    world.put('a', '2')
    world.log.roll()
    await world.clean()
    expect(world.content()).toEqual(['a=2'])
    expect(leftovers()).toEqual([])
  })

  it('its deletion leaves nothing behind, also under a topic of the same name', async () => {
    await world.start(
      {},
      atOutput(2, () => {
        world.manager.asyncDelete(TOPIC)
        world.put('a', 'new')
      }),
    )
    fill()
    await world.clean()
    expect(world.content()).toEqual(['a=new'])
    expect(leftovers()).toEqual([])
    expect(readdirSync(world.directory).filter((name) => name.endsWith('-delete'))).toHaveLength(1)
    world.put('a', 'newer')
    world.log.roll()
    await world.clean()
    expect(world.content()).toEqual(['a=newer'])
    expect(world.failures).toEqual([])
  })

  it('a topic that is no longer compacted keeps what it has', async () => {
    await world.start(
      {},
      atOutput(1, () => {
        world.settings.set('cleanup.policy', 'delete')
        world.manager.updateTopicConfig(TOPIC.topic)
      }),
    )
    fill()
    await world.clean()
    expect(world.records()).toHaveLength(31)
    expect(leftovers()).toEqual([])
    world.settings.set('cleanup.policy', 'compact')
    world.manager.updateTopicConfig(TOPIC.topic)
    await world.clean()
    expect(values()).toEqual(['k0=v28', 'k1=v29', 'end=1'])
  })

  it('a shutdown ends it, and the next start cleans', async () => {
    let stopped: Promise<void> | undefined
    const stop = () => {
      stopped = world.manager.shutdown()
    }
    await world.start({}, atOutput(2, stop))
    fill()
    world.startCleaner()
    await expect.poll(() => stopped !== undefined).toBe(true)
    await stopped
    expect(leftovers()).toEqual([])
    expect(existsSync(join(world.directory, '.kafka_cleanshutdown'))).toBe(true)
    world.cleaner = undefined
    const log = await world.start({}, (disk) => disk)
    log.updateHighWatermark(log.logEndOffset)
    await world.clean()
    expect(values()).toEqual(['k0=v28', 'k1=v29', 'end=1'])
  })

  it('new settings replace its threads', async () => {
    await world.start(
      {},
      atOutput(1, () => void world.cleaner!.reconfigure({ ...world.config, threads: 2 })),
    )
    fill()
    world.startCleaner()
    await expect.poll(() => world.seen('cleanerFinished').length).toBe(1)
    expect(values()).toEqual(['k0=v28', 'k1=v29', 'end=1'])
    expect(world.lines.join('')).toContain('[kafka-log-cleaner-thread-1]: Starting')
  })

  it('readers get whole batches in order, wherever the bytes lie by now', async () => {
    await world.start({ 'file.delete.delay.ms': '0', 'segment.bytes': '2000' })
    for (let index = 0; index < 400; index++) world.put(`k${index % 7}`, `v${index}`.padEnd(60, '-'))
    // Only the newest bytes are in memory.
    await world.restart('clean')
    world.log.updateHighWatermark(400)
    world.log.roll()
    const reading = (async () => {
      let reads = 0
      while (world.seen('cleanerFinished').length === 0) {
        for (let from = 0; from < 400; reads++) {
          const info = await world.log.read(from, 3000, { isolation: 'highWatermark', minOneMessage: true })
          const bytes = Buffer.concat(info.records)
          if (bytes.length < 61) break
          const base = Number(bytes.readBigInt64BE(0))
          expect(base).toBeGreaterThanOrEqual(from)
          from = base + bytes.readInt32BE(23) + 1
        }
      }
      return reads
    })()
    await world.clean()
    expect(await reading).toBeGreaterThan(0)
    expect(world.failures).toEqual([])
    expect(world.records()).toHaveLength(7)
  }, 30_000)

  it('a read in flight never shows aborted data as committed', async () => {
    const gate: { held: Promise<void> | undefined; reading: number } = { held: undefined, reading: 0 }
    await world.start({ 'file.delete.delay.ms': '0', 'segment.bytes': '2000' }, (disk) => ({
      ...disk,
      open: (path, mode) => {
        const file = disk.open(path, mode)
        const { read } = file
        file.read = async (...args) => {
          gate.reading++
          const count = await read.apply(file, args)
          await gate.held
          return count
        }
        return file
      },
    }))
    for (let index = 0; index < 5; index++) {
      world.put(`a${index}`, 'x'.repeat(50), {
        transactional: true,
        producerId: 1n,
        producerEpoch: 0,
        baseSequence: index,
      })
    }
    world.marker('abort', 1n)
    // So that nothing of the aborted transaction stays for the producer's sake.
    world.put('b', '1', { transactional: true, producerId: 1n, producerEpoch: 0, baseSequence: 5 })
    world.marker('commit', 1n)
    world.log.roll()
    await world.restart('clean')
    world.log.updateHighWatermark(8)
    let release: () => void = () => undefined
    gate.held = new Promise((resolve) => {
      release = resolve
    })
    const reading = Promise.resolve(world.log.read(0, 10_000, { isolation: 'txnCommitted', minOneMessage: true }))
    await expect.poll(() => gate.reading).toBeGreaterThan(0)
    await world.clean()
    world.put('c', 'x'.repeat(500))
    world.log.roll()
    await world.clean()
    release()
    const { records, abortedTransactions } = await reading
    const holdsAborted = Buffer.concat(records).includes('a0')
    expect(abortedTransactions).toEqual(holdsAborted ? [{ producerId: 1n, firstOffset: 0 }] : [])
    expect(world.failures).toEqual([])
  })

  it('appends go on', async () => {
    await world.start(
      {},
      atOutput(2, () => void world.put('during', '1')),
    )
    fill()
    await world.clean()
    expect(values()).toEqual(['k0=v28', 'k1=v29', 'end=1', 'during=1'])
  })
})

describe('a log that cannot be cleaned', () => {
  function damage(): void {
    const path = join(world.partitionDirectory, '00000000000000000000.log')
    const bytes = readFileSync(path)
    bytes.writeUInt8(bytes.readUInt8(bytes.length - 2) ^ 1, bytes.length - 2)
    writeFileSync(path, bytes)
  }

  it('is marked, told, counted, and left alone', async () => {
    await world.start({ 'segment.bytes': '100000' })
    world.append([
      { key: 'a', value: '1' },
      { key: 'b', value: '1' },
    ])
    world.log.roll()
    damage()
    world.put('a', '2')
    world.log.roll()
    await world.clean()
    expect(world.cleaner!.uncleanablePartitions(world.directory)).toEqual(['keys-0'])
    expect(world.cleaner!.metrics().directories).toMatchObject([{ uncleanablePartitions: 1 }])
    expect(world.cleaner!.metrics().directories[0]!.uncleanableBytes).toBeGreaterThan(100)
    expect(world.lines.join('')).toMatch(/Marking its partition \(keys-0\) as uncleanable[\s\S]*the CRC does not agree/)
    expect(world.records()).toHaveLength(3)
    expect(leftovers()).toEqual([])
    const { length } = world.lines
    await world.clean()
    expect(world.lines.slice(length).join('')).not.toContain('Beginning cleaning')
    expect(world.failures).toEqual([])
  })

  it('costs the log directory when the disk fails', async () => {
    const failing = (disk: Disk): Disk => ({
      ...disk,
      open: (path, mode) => {
        if (path.endsWith('.log.cleaned')) throw new DiskError('open', path, 'EIO')
        return disk.open(path, mode)
      },
    })
    await world.start({}, failing)
    fill()
    await world.clean()
    await expect.poll(() => world.failures.length).toBe(1)
    expect(world.failures[0]).toMatchObject({ directory: world.directory })
    expect(world.lines.join('')).toMatch(/Failed to clean up log for keys-0 in dir \S+ due to IOException/)
    expect(world.cleaner!.uncleanablePartitions(world.directory)).toEqual([])
  })
})

describe('limits', () => {
  it('a map that is too small for all keys takes several cleanings', async () => {
    world.config = { ...world.config, dedupeBufferSize: 24 * 20 }
    await world.start({ 'segment.bytes': '2000' })
    for (let index = 0; index < 200; index++) world.put(`k${index % 50}`, String(index))
    world.log.roll()
    await world.clean()
    expect(world.checkpoint()).toMatch(/^keys 0 200$/m)
    expect(world.seen('cleanerFinished').length).toBeGreaterThan(5)
    expect(world.content()).toEqual(Array.from({ length: 50 }, (_, index) => `k${index}=${index + 150}`))
  })

  it('a batch with more keys than the map takes makes the log uncleanable', async () => {
    world.config = { ...world.config, dedupeBufferSize: 24 * 20 }
    await world.start({ 'segment.bytes': '20000' })
    world.append(Array.from({ length: 50 }, (_, index) => ({ key: `k${index}`, value: 'v' })))
    world.log.roll()
    await world.clean()
    expect(world.cleaner!.uncleanablePartitions(world.directory)).toEqual(['keys-0'])
    expect(world.lines.join('')).toContain('increase log.cleaner.dedupe.buffer.size')
  })

  it('batches larger than the read buffer are read whole', async () => {
    world.config = { ...world.config, ioBufferSize: 100 }
    await world.start({ 'segment.bytes': '100000' })
    world.put('a', 'x'.repeat(20_000))
    world.put('b', 'y'.repeat(30_000))
    world.put('a', 'z'.repeat(9_000))
    world.log.roll()
    await world.clean()
    expect(world.records().map(({ key, value }) => [key, value?.length])).toEqual([
      ['b', 30_000],
      ['a', 9_000],
    ])
  })

  it('the rate is kept', async () => {
    world.config = { ...world.config, ioMaxBytesPerSecond: 1000, ioBufferSize: 8192 }
    await world.start({ 'segment.bytes': '100000' })
    for (let index = 0; index < 20; index++) world.put('a', 'x'.repeat(2_000))
    world.log.roll()
    // On a clock that runs while it is looked at, and that sleeping moves.
    let nowMs = 0
    let sleptMs = 0
    world.runtime.clock.monotonicMs = () => (nowMs += 10)
    world.runtime.scheduler.sleep = async (delayMs) => {
      nowMs += delayMs
      sleptMs += delayMs
    }
    await world.clean()
    const [finished] = world.seen('cleanerFinished')
    const bytes = finished!.bytesRead + finished!.bytesWritten
    expect(bytes).toBeGreaterThan(80_000)
    expect(sleptMs).toBeGreaterThan(bytes / 2)
    expect(nowMs).toBeGreaterThan(bytes * 0.7)
  })
})

describe('retention of compacted logs', () => {
  it('is the cleaner’s: with compact and delete all rules hold, with compact alone the log start', async () => {
    await world.start({ 'cleanup.policy': 'compact,delete', 'retention.ms': '60000', 'min.cleanable.dirty.ratio': '1' })
    for (let index = 0; index < 30; index++) world.put(`k${index}`, 'v'.repeat(50))
    world.log.roll()
    world.wallMs += 100_000
    world.put('late', '1')
    expect(world.manager.deleteOldSegments()).toBe(0)
    await world.clean()
    expect(world.content()).toEqual(['late=1'])
    expect(world.log.logStartOffset).toBe(30)
    world.settings.set('cleanup.policy', 'compact')
    world.manager.updateTopicConfig(TOPIC.topic)
    world.wallMs += 100_000
    for (let index = 0; index < 10; index++) world.put(`l${index}`, 'v'.repeat(50))
    await world.clean()
    expect(world.content()[0]).toBe('late=1')
    world.log.maybeIncrementLogStartOffset(40, 'test')
    await world.clean()
    expect(world.content()[0]).not.toBe('late=1')
  })
})
