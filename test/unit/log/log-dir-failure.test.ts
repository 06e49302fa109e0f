import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { LogError } from '../../../broker-core/log/log-error'
import { type Disk, DiskError, type DiskFile } from '../../../broker-core/runtime/disk'
import { createLogger, createNodeRuntime } from '../../../broker-core/runtime/node'
import { append, LogFixture, range, readOffsets } from './log-fixture'

/** The real disk, until a path is told to fail: then every operation on it does. */
class FailingDisk {
  readonly failing = new Set<string>()

  constructor(private readonly disk: Disk) {}

  wrap(): Disk {
    const { disk } = this
    return {
      ...disk,
      open: (path, mode) => {
        this.check('open', path)
        return this.wrapFile(disk.open(path, mode))
      },
      replaceSync: (path, content) => {
        this.check('replace', path)
        disk.replaceSync(path, content)
      },
      replace: async (path, content) => {
        this.check('replace', path)
        await disk.replace(path, content)
      },
    }
  }

  private check(operation: string, path: string): void {
    for (const prefix of this.failing) if (path.startsWith(prefix)) throw new DiskError(operation, path, 'EIO')
  }

  private wrapFile(file: DiskFile): DiskFile {
    const check = (operation: string) => this.check(operation, file.path)
    return {
      path: file.path,
      size: () => file.size(),
      write: (buffers, position) => {
        check('write')
        return file.write(buffers, position)
      },
      readSync: (...args) => {
        check('read')
        return file.readSync(...args)
      },
      read: async (...args) => {
        check('read')
        return file.read(...args)
      },
      truncate: (length) => {
        check('truncate')
        file.truncate(length)
      },
      sync: async () => {
        check('fsync')
        await file.sync()
      },
      syncSync: () => file.syncSync(),
      close: () => file.close(),
    }
  }
}

describe('the failure of a log directory', () => {
  let fixture: LogFixture
  let disk: FailingDisk
  const first = () => join(fixture.root, 'one')
  const second = () => join(fixture.root, 'two')
  const tp = (partition: number) => ({ topic: 'spread', partition })

  beforeEach(async () => {
    fixture = new LogFixture()
    const runtime = await createNodeRuntime({ logger: createLogger([]) })
    disk = new FailingDisk(runtime.disk)
    fixture.runtime = { ...runtime, disk: disk.wrap() }
    fixture.options = { logDirs: [first(), second()] }
  })
  afterEach(() => fixture.dispose())

  async function spread() {
    await fixture.start()
    return range(0, 6).map((partition) => fixture.manager.getOrCreateLog(tp(partition), { isNew: true }))
  }

  it('spreads new logs over the directories', async () => {
    const logs = await spread()
    const counts = [first(), second()].map((path) => readdirSync(path).filter((name) => /-\d+$/.test(name)).length)
    expect(counts[0]! - counts[1]!).toBeLessThanOrEqual(1)
    expect(new Set(logs.map((log) => log.parentDirectory))).toEqual(new Set([first(), second()]))
  })

  it.each(['append', 'read', 'flush', 'checkpoint'] as const)(
    'found by %s, costs its logs and no others',
    async (how) => {
      const logs = await spread()
      for (const log of logs) append(log)
      await fixture.manager.shutdown()
      await fixture.start()
      const [inFirst, inSecond] = [first(), second()].map(
        (path) =>
          fixture.manager
            .allLogs()
            .find((log) => log.parentDirectory === path && log.topicPartition.topic === 'spread')!,
      )
      if (how === 'flush') append(inFirst!)
      disk.failing.add(first())
      const provoke = {
        append: async () => append(inFirst!),
        read: async () => inFirst!.read(0, 1000, { isolation: 'logEnd', minOneMessage: true }),
        flush: () => inFirst!.flush(),
        checkpoint: () => fixture.manager.checkpointRecoveryPoints(),
      }[how]
      if (how === 'checkpoint') await provoke()
      else await expect(provoke()).rejects.toMatchObject({ errorCode: 56 })
      await vi.waitFor(() => expect(fixture.failures).toHaveLength(1))
      expect(fixture.failures[0]).toMatchObject({ directory: first(), error: { code: 'EIO' } })
      expect(fixture.failures[0]!.partitions.length).toBeGreaterThanOrEqual(3)
      expect(fixture.manager).toMatchObject({ liveLogDirs: [second()], offlineLogDirs: [first()] })
      expect(fixture.manager.getLog(inFirst!.topicPartition)).toBeUndefined()
      expect(() => append(inFirst!)).toThrow(LogError)
      expect(append(inSecond!)).toMatchObject({ firstOffset: 1 })
      expect(() => fixture.manager.getOrCreateLog(inFirst!.topicPartition, { isNew: false })).toThrow(/are offline/)
      expect(fixture.manager.getOrCreateLog(tp(99), { isNew: true }).parentDirectory).toBe(second())
      await fixture.manager.shutdown()
      expect(existsSync(join(second(), '.kafka_cleanshutdown'))).toBe(true)
      expect(existsSync(join(first(), '.kafka_cleanshutdown'))).toBe(false)
      disk.failing.clear()
      await fixture.start()
      const recovered = fixture.manager.allLogs().find((log) => log.directory === inFirst!.directory)!
      expect(await readOffsets(recovered, fixture.runtime)).toEqual(range(0, how === 'flush' ? 2 : 1))
    },
  )

  it('at start leaves the other directories in service', async () => {
    await spread()
    await fixture.manager.shutdown()
    disk.failing.add(join(first(), 'spread-'))
    await fixture.start()
    await vi.waitFor(() => expect(fixture.failures).toMatchObject([{ directory: first() }]))
    expect(fixture.manager.allLogs().every((log) => log.parentDirectory === second())).toBe(true)
  })

  it('ends the broker when no directory is left', async () => {
    const ended = vi.fn()
    fixture.options.onAllLogDirsFailed = ended
    await spread()
    fixture.manager.handleLogDirFailure(first(), new Error('gone'))
    fixture.manager.handleLogDirFailure(second(), new Error('gone too'))
    await vi.waitFor(() => expect(ended).toHaveBeenCalledOnce())
  })

  it('refuses one partition in two directories', async () => {
    await spread()
    await fixture.manager.shutdown()
    for (const path of [first(), second()]) mkdirSync(join(path, 'twice-0'))
    await expect(fixture.start()).rejects.toThrow(/Duplicate log directories for twice-0/)
  })

  it('says so when no directory can be used', async () => {
    writeFileSync(first(), 'a file')
    writeFileSync(second(), 'a file')
    await expect(fixture.start()).rejects.toThrow(/None of the specified log dirs/)
    rmSync(first())
    rmSync(second())
    await fixture.start()
  })
})
