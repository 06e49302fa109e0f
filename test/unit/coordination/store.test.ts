import {
  appendFileSync,
  copyFileSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { Transaction } from '../../../broker-core/coordination/changes'
import { purgeable, storeFiles } from '../../../broker-core/coordination/storage/file-names'
import { CorruptStoreError } from '../../../broker-core/coordination/storage/recover'
import { type StoreOptions, TransactionStore } from '../../../broker-core/coordination/storage/store'
import { OPEN_ACL } from '../../../broker-core/coordination/wire/acl'
import { statOf } from '../../../broker-core/coordination/znode'
import { createNodeDisk } from '../../../broker-core/runtime/node/disk'
import { createNodeScheduler } from '../../../broker-core/runtime/node/scheduler'
import { silentLogger } from '../../../broker-core/runtime/silent-logger'
import { temporaryDirectory } from '../../helpers/temp'

const runtime = { disk: createNodeDisk(), scheduler: createNodeScheduler(), logger: silentLogger }

function open(directory: string, options: Partial<StoreOptions> = {}) {
  const failures: unknown[] = []
  let durable = () => {}
  const store = new TransactionStore(
    runtime,
    { directory, fsync: true, snapshotTransactions: 1000, snapshotBytes: 1 << 20, ...options },
    { durable: () => durable(), failed: (error) => failures.push(error) },
  )
  const commit = (changes: Transaction['changes']) => {
    const transaction = { zxid: store.state.lastZxid + 1, timeMs: 7, sessionId: 3n, changes }
    store.state.apply(transaction)
    store.append(transaction)
  }
  const allDurable = () =>
    new Promise<void>((resolve) => {
      const look = () => {
        if (store.durableZxid === store.state.lastZxid) resolve()
      }
      durable = look
      look()
    })
  return { store, commit, failures, allDurable }
}

const create = (path: string, ephemeralOwner = 0n) =>
  ({ type: 'create', path, data: Buffer.from(path), acl: OPEN_ACL, ephemeralOwner }) as const
const set = (path: string, text: string) => ({ type: 'setData', path, data: Buffer.from(text) }) as const
const session = (sessionId: bigint) =>
  ({ type: 'createSession', sessionId, timeoutMs: 6000, password: Buffer.alloc(16, 9) }) as const

// Real files and syncs: the limit means that it hangs, not that the disk is slow.
describe('the store', { timeout: 60_000 }, () => {
  it('gives back tree, sessions and zxid after a kill', async () => {
    const directory = temporaryDirectory('store')
    const { commit, allDurable } = open(directory)
    commit([session(77n)])
    commit([create('/a')])
    commit([create('/a/e', 77n)])
    commit([set('/a', 'new')])
    commit([create('/b'), { type: 'delete', path: '/a/e' }])
    await allDurable()
    const { state } = open(directory).store
    expect(state.lastZxid).toBe(5)
    expect([...state.sessions.values()]).toEqual([{ id: 77n, timeoutMs: 6000, password: Buffer.alloc(16, 9) }])
    expect(statOf(state.tree.get('/a')!)).toMatchObject({
      czxid: 2,
      mzxid: 4,
      version: 1,
      cversion: 2,
      pzxid: 5,
      ctimeMs: 7,
    })
    expect(state.tree.get('/a')!.data).toEqual(Buffer.from('new'))
    expect(state.tree.ephemeralsOf(77n)).toEqual([])
  })

  it('cuts a torn end at any byte, and goes on from there', async () => {
    const directory = temporaryDirectory('store')
    const { commit, allDurable } = open(directory)
    const sizes = [0]
    for (const path of ['/a', '/b', '/c']) {
      commit([create(path)])
      sizes.push(readFileSync(join(directory, 'log.1')).length)
    }
    await allDurable()
    const whole = readFileSync(join(directory, 'log.1'))
    for (let size = 0; size < whole.length; size++) {
      const torn = join(directory, `torn-${size}`)
      mkdirSync(torn)
      writeFileSync(join(torn, 'log.1'), whole.subarray(0, size))
      const again = open(torn)
      const kept = sizes.filter((end) => end > 0 && end <= size).length
      expect(again.store.state.lastZxid).toBe(kept)
      again.commit([create('/later')])
      await again.store.close()
      expect(open(torn).store.state.tree.get('/later')).toBeDefined()
      expect(open(torn).store.state.lastZxid).toBe(kept + 1)
    }
  })

  it('does not read past a damaged byte', async () => {
    const directory = temporaryDirectory('store')
    const { commit, allDurable } = open(directory)
    for (const path of ['/a', '/b', '/c']) commit([create(path)])
    await allDurable()
    const bytes = readFileSync(join(directory, 'log.1'))
    bytes[bytes.length - 3]! ^= 0x40
    writeFileSync(join(directory, 'log.1'), bytes)
    expect(open(directory).store.state.lastZxid).toBe(2)
  })

  it('takes snapshots, begins new logs, and keeps neither for ever', async () => {
    const directory = temporaryDirectory('store')
    const { store, commit } = open(directory, { snapshotTransactions: 50 })
    commit([create('/n')])
    for (let round = 0; round < 20; round++) {
      for (let index = 0; index < 50; index++) commit([set('/n', `${round}-${index}`)])
      await store.settled()
    }
    await store.close()
    const files = readdirSync(directory)
    expect(files.filter((name) => name.startsWith('snapshot.'))).toHaveLength(2)
    expect(files.filter((name) => name.startsWith('log.')).length).toBeLessThanOrEqual(3)
    const { state } = open(directory).store
    expect(state.lastZxid).toBe(1001)
    expect(state.tree.get('/n')!.data!.toString()).toBe('19-49')
    expect(state.tree.get('/n')!.version).toBe(1000)
  })

  it('uses the snapshot before a damaged one', async () => {
    const directory = temporaryDirectory('store')
    const { store, commit } = open(directory, { snapshotTransactions: 10 })
    commit([create('/n')])
    for (let index = 0; index < 35; index++) {
      commit([set('/n', `${index}`)])
      await store.settled()
    }
    await store.close()
    const newest = storeFiles(readdirSync(directory))
      .filter(({ kind }) => kind === 'snapshot')
      .at(-1)!
    truncateSync(join(directory, newest.name), 100)
    expect(open(directory).store.state.tree.get('/n')!.data!.toString()).toBe('34')
  })

  it('refuses a history with a hole, saying which transaction is missing', async () => {
    const directory = temporaryDirectory('store')
    const { commit, store } = open(directory)
    commit([create('/a')])
    await store.close()
    const other = temporaryDirectory('store')
    const second = open(other)
    for (let index = 0; index < 5; index++) second.commit([create(`/b${index}`)])
    await second.allDurable()
    copyFileSync(join(other, 'log.1'), join(directory, 'log.3'))
    const bytes = readFileSync(join(other, 'log.1'))
    const firstEntryEnd = 8 + 8 + bytes.readInt32BE(8)
    const secondEntryEnd = firstEntryEnd + 8 + bytes.readInt32BE(firstEntryEnd)
    writeFileSync(join(directory, 'log.3'), Buffer.concat([bytes.subarray(0, 8), bytes.subarray(secondEntryEnd)]))
    expect(() => open(directory)).toThrow(CorruptStoreError)
    expect(() => open(directory)).toThrow(/0x2 is missing/)
  })

  it('refuses a file that is no log of ours', () => {
    const directory = temporaryDirectory('store')
    appendFileSync(join(directory, 'log.1'), 'ZKLG and whatever follows')
    expect(() => open(directory)).toThrow(/not a transaction log/)
  })

  it('counts a transaction as durable only after the disk said so', async () => {
    const directory = temporaryDirectory('store')
    const { store, commit, allDurable } = open(directory)
    commit([create('/a')])
    expect(store.durableZxid).toBe(0)
    await allDurable()
    expect(store.durableZxid).toBe(1)
    const fast = open(temporaryDirectory('store'), { fsync: false })
    fast.commit([create('/a')])
    expect(fast.store.durableZxid).toBe(1)
  })
})

it.each([
  [['log.1', 'snapshot.5', 'log.6'], []],
  [['log.1', 'snapshot.5', 'log.6', 'snapshot.9', 'log.a'], ['log.1']],
  [
    ['log.1', 'snapshot.5', 'log.6', 'snapshot.9', 'log.a', 'snapshot.c', 'log.d'],
    ['snapshot.5', 'log.1', 'log.6'],
  ],
  [['snapshot.5', 'snapshot.9', 'log.1', '.lock', 'snapshot.9.tmp'], []],
])('of %j, %j may go', (names, gone) => {
  expect(purgeable(storeFiles(names), 2).sort()).toEqual([...gone].sort())
})
