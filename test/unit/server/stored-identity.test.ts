import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { createConsoleLogger, createNodeRuntime } from '../../../broker-core/runtime/node'
import { readStoredIdentity, writeIdentity } from '../../../broker-core/server/stored-identity'
import { temporaryDirectory } from '../../helpers/temp'

async function setUp() {
  const { disk } = await createNodeRuntime({ logger: createConsoleLogger({ level: 'fatal' }) })
  const root = temporaryDirectory('identity')
  const dirs = [join(root, 'one'), join(root, 'two')]
  const mark = (dir: string, brokerId: number, clusterId = 'abc') =>
    writeIdentity(disk, [dir], { brokerId, clusterId }, 'now')
  return { disk, root, dirs, mark }
}

describe('whose the log directories are', () => {
  it('is nobody at first, then what was written', async () => {
    const { disk, dirs, mark } = await setUp()
    expect(readStoredIdentity(disk, dirs)).toEqual({
      brokerId: undefined,
      clusterId: undefined,
      failedLogDirs: [],
      unmarkedLogDirs: dirs,
    })
    mark(dirs[0]!, 3)
    expect(readStoredIdentity(disk, dirs)).toMatchObject({ brokerId: 3, clusterId: 'abc', unmarkedLogDirs: [dirs[1]] })
  })

  it('must be one broker of one cluster', async () => {
    const { disk, dirs, mark } = await setUp()
    for (const dir of dirs) mkdirSync(dir, { recursive: true })
    mark(dirs[0]!, 3)
    mark(dirs[1]!, 4)
    expect(() => readStoredIdentity(disk, dirs)).toThrow(/two.*belongs to broker 4.*broker 3/)
    mark(dirs[1]!, 3, 'xyz')
    expect(() => readStoredIdentity(disk, dirs)).toThrow(/two.*belongs to cluster xyz.*cluster abc/)
  })

  it('is refused when the file cannot be understood, by name', async () => {
    const { disk, dirs } = await setUp()
    mkdirSync(dirs[0]!, { recursive: true })
    writeFileSync(join(dirs[0]!, 'meta.properties'), 'version=9\n')
    expect(() => readStoredIdentity(disk, dirs)).toThrow(/one\/meta\.properties: unrecognized version 9/)
  })

  it('a directory that cannot be made starts offline', async () => {
    const { disk, root, dirs } = await setUp()
    writeFileSync(join(root, 'file'), '')
    const blocked = join(root, 'file', 'inside')
    expect(readStoredIdentity(disk, [dirs[0]!, blocked])).toMatchObject({
      failedLogDirs: [blocked],
      unmarkedLogDirs: [dirs[0]],
    })
  })
})
