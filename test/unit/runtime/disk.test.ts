import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { DiskError } from '../../../broker-core/runtime/disk'
import { createNodeDisk } from '../../../broker-core/runtime/node/disk'
import { makeDirectoryWithParents } from '../../../broker-core/runtime/node/make-directory'
import { temporaryDirectory } from '../../helpers/temp'

describe('node disk', () => {
  const disk = createNodeDisk()
  let directory: string
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'highwater-disk-'))
  })
  afterEach(() => rmSync(directory, { recursive: true, force: true }))
  const path = (name: string) => join(directory, name)

  it('writes several buffers at a position and reads them back', async () => {
    const file = disk.open(path('a'), 'create')
    expect(file.write([Buffer.from('abc'), Buffer.from('def')], 2)).toBe(6)
    const target = Buffer.alloc(10)
    expect(file.readSync(target, 0, 10, 2)).toBe(6)
    expect(await file.read(target, 0, 3, 5)).toBe(3)
    expect(target.toString('utf8', 0, 3)).toBe('def')
    file.close()
    file.close()
  })

  it('finishes a read in flight when the file is closed meanwhile', async () => {
    const file = disk.open(path('a'), 'create')
    file.write([Buffer.alloc(100_000, 'x')], 0)
    const target = Buffer.alloc(100_000)
    const reading = file.read(target, 0, 100_000, 0)
    file.close()
    const other = disk.open(path('b'), 'create')
    other.write([Buffer.alloc(100_000, 'y')], 0)
    await reading
    expect(target.includes('y')).toBe(false)
    expect(() => file.size()).toThrow(DiskError)
    other.close()
  })

  it('names operation, path and code of a failure', () => {
    expect(() => disk.open(path('missing'), 'write')).toThrow(`open ${path('missing')}: ENOENT`)
    expect(disk.stat(path('missing'))).toBeUndefined()
  })

  it('replaces a file whole, the latest content last', async () => {
    const writes = ['one', 'two', 'three'].map((text) => disk.replace(path('c'), Buffer.from(text)))
    await Promise.all(writes)
    expect(readFileSync(path('c'), 'utf8')).toBe('three')
    const late = disk.replace(path('c'), Buffer.from('older'))
    disk.replaceSync(path('c'), Buffer.from('newer'))
    await late
    expect(readFileSync(path('c'), 'utf8')).toBe('newer')
    expect(disk.list(directory).map((entry) => entry.name)).toEqual(['c'])
  })

  it('gives a lock to one holder at a time', () => {
    const lock = disk.tryLock(path('.lock'))
    expect(lock).toBeDefined()
    expect(disk.tryLock(path('.lock'))).toBeUndefined()
    lock?.release()
    const again = disk.tryLock(path('.lock'))
    expect(again).toBeDefined()
    again?.release()
  })

  it('refuses to read a whole file beyond the limit', () => {
    disk.replaceSync(path('big'), Buffer.alloc(100))
    expect(() => disk.readWhole(path('big'), 99)).toThrow(DiskError)
  })
})

describe('making directories', () => {
  it('makes parents, takes what is there, and fails where nothing can be made', async () => {
    const root = temporaryDirectory('directories')
    makeDirectoryWithParents(join(root, 'a', 'b', 'c'))
    makeDirectoryWithParents(join(root, 'a', 'b', 'c'))
    expect(statSync(join(root, 'a', 'b', 'c')).isDirectory()).toBe(true)
    writeFileSync(join(root, 'file'), '')
    expect(() => makeDirectoryWithParents(join(root, 'file', 'd'))).toThrow(/ENOTDIR/)
    if (existsSync('/proc/self')) expect(() => makeDirectoryWithParents('/proc/nowhere/e')).toThrow(/ENOENT/)
  })
})
