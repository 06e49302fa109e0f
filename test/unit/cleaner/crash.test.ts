import { cpSync, rmSync } from 'node:fs'
import { afterEach, describe, expect, it } from 'vitest'
import { type Disk, DiskError, type DiskFile } from '../../../broker-core/runtime/disk'
import { LogGenerator } from '../../helpers/generated-logs'
import { Seeded } from '../../helpers/seeded'
import { CleanerWorld } from './cleaner-world'

/** A disk that dies at its N-th change: that one and everything after it fails, as for a process that was killed there. */
class DyingDisk {
  changes = 0
  diesAt = Number.POSITIVE_INFINITY
  readonly done: string[] = []

  wrap(disk: Disk): Disk {
    const step = <T>(operation: string, path: string, change: () => T): T => {
      if (this.changes >= this.diesAt) throw new DiskError(operation, path, 'EIO')
      this.changes++
      this.done.push(`${operation} ${path.slice(path.lastIndexOf('/') + 1)}`)
      return change()
    }
    const alive = <T>(operation: string, path: string, use: () => T): T => {
      if (this.changes >= this.diesAt) throw new DiskError(operation, path, 'EIO')
      return use()
    }
    const wrapFile = (file: DiskFile): DiskFile => ({
      path: file.path,
      size: () => file.size(),
      write: (buffers, position) => step('write', file.path, () => file.write(buffers, position)),
      readSync: (...args) => alive('read', file.path, () => file.readSync(...args)),
      read: (...args) => file.read(...args),
      truncate: (length) => step('truncate', file.path, () => file.truncate(length)),
      sync: () => step('fsync', file.path, () => file.sync()),
      syncSync: () => step('fsync', file.path, () => file.syncSync()),
      close: () => file.close(),
    })
    return {
      ...disk,
      open: (path, mode) =>
        wrapFile(
          mode === 'create' && disk.stat(path) === undefined
            ? step('create', path, () => disk.open(path, mode))
            : alive('open', path, () => disk.open(path, mode)),
        ),
      rename: (from, to) => step('rename', from, () => disk.rename(from, to)),
      remove: async (path) => step('remove', path, () => disk.remove(path)),
      removeSync: (path) =>
        disk.stat(path) === undefined ? undefined : step('remove', path, () => disk.removeSync(path)),
      replace: async (path, content) => step('replace', path, () => disk.replace(path, content)),
      replaceSync: (path, content) => step('replace', path, () => disk.replaceSync(path, content)),
      setModified: (path, modifiedMs) => step('utimes', path, () => disk.setModified(path, modifiedMs)),
      syncDirectory: async (path) => step('fsync', path, () => disk.syncDirectory(path)),
    }
  }
}

const worlds: CleanerWorld[] = []
const newWorld = (): CleanerWorld => {
  const world = new CleanerWorld()
  worlds.push(world)
  return world
}
afterEach(async () => {
  for (const world of worlds.splice(0)) await world.dispose()
})

/** Several groups of several segments, transactions, tombstones, and an open end. */
async function original(): Promise<CleanerWorld> {
  const world = newWorld()
  const log = await world.start({ 'segment.bytes': '2000' })
  const random = new Seeded(99)
  new LogGenerator(log, random, world.runtime.codec, world.wallMs).fill(18)
  endTransactions(world)
  log.roll()
  // Small segments that the next cleaning joins.
  await world.clean()
  new LogGenerator(log, new Seeded(100), world.runtime.codec, world.wallMs).fill(6)
  endTransactions(world)
  for (let index = 0; index < 4; index++) {
    world.put('end', 'x'.repeat(30 + index))
    if (index % 3 === 0) log.roll()
  }
  log.roll()
  await world.cleaner!.shutdown()
  await world.manager.shutdown()
  return world
}

/** Nothing beyond an open transaction would be cleaned. */
function endTransactions(world: CleanerWorld): void {
  for (const producerId of [100n, 101n, 102n, 103n]) world.marker('abort', producerId, 2)
}

async function copyOf(source: CleanerWorld, disk = new DyingDisk()): Promise<{ world: CleanerWorld; disk: DyingDisk }> {
  const world = newWorld()
  world.settings = new Map(source.settings)
  rmSync(world.directory, { recursive: true, force: true })
  cpSync(source.directory, world.directory, { recursive: true, preserveTimestamps: true })
  const log = await world.start({}, (real) => disk.wrap(real))
  log.updateHighWatermark(log.logEndOffset)
  return { world, disk }
}

/** Waits until the cleaner sleeps, whether it got through or lost its disk. */
async function cleanOrDie(world: CleanerWorld, disk: DyingDisk, diesAt: number): Promise<void> {
  disk.diesAt = disk.changes + diesAt
  await world.clean()
  await world.cleaner!.shutdown()
}

/** What a completed swap replaced may wait for its removal. */
const leftovers = (world: CleanerWorld): string[] => [...world.files('.cleaned'), ...world.files('.swap')]

describe('a crash while cleaning', () => {
  it('at every change of the disk loses nothing, and the next cleaning ends the same', async () => {
    const source = await original()
    const { world: undisturbed, disk: counted } = await copyOf(source)
    const from = counted.changes
    await undisturbed.clean()
    const steps = counted.changes - from
    const expected = undisturbed.records()
    const names = counted.done.slice(from)
    for (const change of ['create', 'write', 'rename', 'fsync', 'utimes', 'replace']) {
      expect(names.some((name) => name.startsWith(change))).toBe(true)
    }
    expect(steps).toBeGreaterThan(30)
    for (let diesAt = 0; diesAt < steps; diesAt++) {
      const where = `${diesAt} of ${steps}: ${names[diesAt]}`
      const { world, disk } = await copyOf(source)
      await cleanOrDie(world, disk, diesAt)
      // Renaming and closing say nothing to a dead process.
      world.manager.abandon()
      disk.diesAt = Number.POSITIVE_INFINITY
      const log = await world.restart('kill')
      log.updateHighWatermark(log.logEndOffset)
      expect(leftovers(world), where).toEqual([])
      expect(log.logEndOffset, where).toBe(undisturbed.log.logEndOffset)
      const found = new Set(world.records().map((record) => JSON.stringify(record)))
      const lost = expected.filter((record) => !found.has(JSON.stringify(record)))
      expect(lost, where).toEqual([])
      await world.clean()
      expect(world.records(), where).toEqual(expected)
      expect(
        world.batches().filter((batch) => !batch.isValid),
        where,
      ).toEqual([])
      await world.dispose()
      worlds.splice(worlds.indexOf(world), 1)
    }
  }, 120_000)
})
