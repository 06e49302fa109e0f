import { join } from 'node:path'
import { expect, it } from 'vitest'
import { AccountedDisk, accountedPart, unaccounted } from '../../../broker-core/runtime/accounted-disk'
import { IoAccount, type IoCounts, ioCauses } from '../../../broker-core/runtime/io-account'
import { createNodeDisk } from '../../../broker-core/runtime/node/disk'
import { temporaryDirectory } from '../../helpers/temp'

const shown = ({ read, written, deleted }: IoCounts) => {
  const named = (values: number[]) =>
    Object.fromEntries(ioCauses.flatMap((cause, at) => (values[at] === 0 ? [] : [[cause, values[at]]])))
  return { read: named(read), written: named(written), deleted }
}

it('counts bytes by what the caller says, else by the kind of file, for the part and the whole', async () => {
  const directory = temporaryDirectory('account')
  const whole = new IoAccount()
  const disk = new AccountedDisk(createNodeDisk(), whole)
  const part = accountedPart(disk)
  const log = part.open(join(directory, '00000000000000000000.log'), 'create')
  log.write([Buffer.alloc(60), Buffer.alloc(40)], 0, 'append')
  log.write([Buffer.alloc(10)], 100, 'replicationAppend')
  const buffer = Buffer.alloc(200)
  expect(await log.read(buffer, 0, 200, 0, 'consumerFetch')).toBe(110)
  log.readSync(buffer, 0, 30, 0, 'followerFetch')
  part.segmentCause = 'recovery'
  log.readSync(buffer, 0, 20, 0)
  part.segmentCause = 'other'
  log.readSync(buffer, 0, 5, 0)
  const index = part.open(join(directory, '00000000000000000000.timeindex.cleaned'), 'create')
  index.write([Buffer.alloc(12)], 0, 'append')
  await part.replace(join(directory, 'leader-epoch-checkpoint'), Buffer.alloc(7))
  part.readWhole(join(directory, 'leader-epoch-checkpoint'))
  disk.replaceSync(join(directory, 'recovery-point-offset-checkpoint'), Buffer.alloc(9))
  log.close()
  index.close()
  await part.remove(join(directory, '00000000000000000000.log'))
  part.removeSync(join(directory, 'never-there.log'))

  const ofPart = {
    read: { consumerFetch: 110, followerFetch: 30, checkpoint: 7, recovery: 20, other: 5 },
    written: { append: 100, replicationAppend: 10, index: 12, checkpoint: 7 },
    deleted: 110,
  }
  expect(shown(part.account.counts())).toEqual(ofPart)
  expect(shown(whole.counts())).toEqual({ ...ofPart, written: { ...ofPart.written, checkpoint: 16 } })
})

it('counts a tree that is removed, and what has one cause whatever the file', async () => {
  const directory = temporaryDirectory('account-tree')
  const account = new IoAccount()
  const disk = new AccountedDisk(createNodeDisk(), account, 'cleaner')
  disk.makeDirectory(join(directory, 'orders-0.delete'))
  disk.replaceSync(join(directory, 'orders-0.delete', '00000000000000000000.index'), Buffer.alloc(5000))
  unaccounted(disk).replaceSync(join(directory, 'orders-0.delete', 'other'), Buffer.alloc(3000))
  await disk.removeTree(join(directory, 'orders-0.delete'))
  expect(shown(account.counts())).toEqual({ read: {}, written: { cleaner: 5000 }, deleted: 8000 })
})
