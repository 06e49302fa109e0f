import { cpSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { clusterMissing, TestCluster } from '../helpers/cluster'
import { CoordinationProcess } from '../helpers/coordination-process'
import { freePort } from '../helpers/ports'
import { startProcess, type TestProcess } from '../helpers/processes'
import { programPath } from '../helpers/programs'
import { formatProperties, type Properties } from '../helpers/properties'
import { RawClient } from '../helpers/raw-client'
import { encodeBatch } from '../helpers/raw-records'
import { produce } from '../helpers/raw-requests'
import { readChildren } from '../helpers/raw-znodes'
import { skipFor } from '../helpers/skips'
import { temporaryDirectory } from '../helpers/temp'

const ENDED = 20_000
/** A killed broker's session outlasts the start of its next life, twice over, also on a busy machine. */
const LIVED_ON: Properties = { 'zookeeper.session.timeout.ms': 10_000 }

describe.skipIf(skipFor('startup', await clusterMissing()))('the start of a broker', () => {
  let cluster: TestCluster
  let directory: string

  /** A broker like `id`, with other settings; not one of the cluster. */
  function stranger(id: number, changes: Properties, args: readonly string[] = []): TestProcess {
    const file = join(directory, 'server.properties')
    writeFileSync(file, formatProperties({ ...cluster.broker(id).properties, ...changes }))
    return startProcess({
      command: process.execPath,
      args: [programPath('broker'), file, ...args],
      name: 'refused broker',
      cwd: directory,
    })
  }
  const elsewhere = async (): Promise<Properties> => ({ listeners: `PLAINTEXT://127.0.0.1:${await freePort()}` })

  /** It ends with code 1 and exactly one line for its operator. */
  async function refusal(broker: TestProcess): Promise<string> {
    expect(await broker.exited).toEqual({ code: 1, signal: null })
    const lines = broker.lines(/^broker: /)
    expect(lines, broker.tail()).toHaveLength(1)
    expect(broker.lines(/^\s+at /)).toEqual([])
    return lines[0]!
  }
  const registered = () => readChildren(cluster.zookeeper, '/brokers/ids')

  beforeAll(async () => {
    directory = temporaryDirectory('startup')
    cluster = await TestCluster.start({ brokers: 2, start: false, properties: LIVED_ON })
    await cluster.broker(1).start()
    await cluster.waitReady()
    const client = new RawClient([cluster.broker(1).address])
    await client.createTopic({ name: 'kept', assignment: [[1]] })
    const leader = await client.leader('kept', 0)
    expect(await produce(leader, 'kept', 0, encodeBatch(['x']))).toMatchObject({ error: 0 })
    client.close()
  }, 60_000)

  it(
    'is refused in one line where another broker works, or another one worked',
    async () => {
      const [logDir] = cluster.broker(1).logDirs
      expect(await refusal(stranger(1, await elsewhere()))).toContain(
        `Failed to acquire lock on file .lock in ${logDir}`,
      )

      const copy = join(directory, 'copy')
      cpSync(logDir!, copy, { recursive: true })
      const otherId = { ...(await elsewhere()), 'broker.id': 9, 'log.dirs': copy }
      expect(await refusal(stranger(1, otherId))).toMatch(
        /broker\.id=9 does not match broker\.id 1 in meta\.properties/,
      )

      const keeper = await CoordinationProcess.create('highwater', directory, 500)
      await keeper.start()
      const otherCluster = { ...(await elsewhere()), 'log.dirs': copy, 'zookeeper.connect': keeper.address }
      expect(await refusal(stranger(1, otherCluster))).toMatch(/meta\.properties .* says cluster .* wrong cluster/)
      expect(await readChildren(keeper.address, '/brokers/ids')).toEqual([])
      await keeper.stop()
      expect(await registered()).toEqual(['1'])
    },
    ENDED,
  )

  it(
    'is refused in one line on a taken port, and with settings that make no sense',
    async () => {
      const holder = createServer()
      await new Promise<void>((resolve) => holder.listen(cluster.broker(2).port, '127.0.0.1', resolve))
      const taken = await refusal(stranger(2, {}))
      expect(taken).toContain(String(cluster.broker(2).port))
      expect(taken).toMatch(/in use/)
      await new Promise((resolve) => holder.close(resolve))
      expect(await refusal(stranger(2, { 'broker.id': 'two' }))).toContain('broker.id')
      expect(await registered()).toEqual(['1'])
    },
    ENDED,
  )

  it(
    'says when no coordination server answers',
    async () => {
      const nobody = { 'zookeeper.connect': `127.0.0.1:${await freePort()}`, 'zookeeper.connection.timeout.ms': 500 }
      expect(await refusal(stranger(2, nobody))).toMatch(/no coordination server answers at zookeeper\.connect=/)
    },
    ENDED,
  )

  it(
    'ends quietly on SIGTERM while it waits for the coordination server',
    async () => {
      const early = stranger(2, { 'zookeeper.connect': `127.0.0.1:${await freePort()}` })
      await early.line(/Initializing a new session/, ENDED)
      early.signal('SIGTERM')
      expect(await early.exited).toEqual({ code: 0, signal: null })
      expect(early.lines(/^broker: /)).toEqual([])
    },
    ENDED,
  )

  it(
    'recovers nothing after a clean end',
    async () => {
      const broker = cluster.broker(1)
      await broker.kill('SIGTERM')
      // A start that fails in between, here for its port, takes nothing from that.
      const taken = { listeners: `PLAINTEXT://${cluster.zookeeper}` }
      expect(await refusal(stranger(1, taken))).toMatch(/in use|taken/i)
      await broker.start()
      expect(broker.process.lines(/Skipping recovery for all logs in \S+ \(1\)/)).toHaveLength(1)
      expect(broker.process.lines(/Recovering unflushed|Attempting recovery/)).toEqual([])
    },
    ENDED,
  )

  it('waits after kill -9 for the session of its earlier life, and says so; --strict does not', async () => {
    const broker = cluster.broker(1)
    await broker.kill('SIGKILL')
    const waiting = await broker.spawn()
    await waiting.line(/the session of broker 1 expires in \d+ s/, ENDED)
    waiting.signal('SIGTERM')
    expect(await waiting.exited).toEqual({ code: 0, signal: null })

    const strict = stranger(1, {}, ['--strict'])
    expect(await refusal(strict)).toMatch(/broker\.id 1 is registered by another session/)

    await broker.start()
    expect(await registered()).toEqual(['1'])
    const client = new RawClient([broker.address])
    await cluster.waitReady()
    expect((await client.readRecords('kept', 0)).map(({ value }) => value)).toEqual(['x'])
    client.close()
  }, 60_000)

  it('recovers the logs of a killed life', async () => {
    const output = readFileSync(join(cluster.broker(1).directory, 'server.log'), 'utf8')
    expect(output).toMatch(/Attempting recovery for all logs in \S+ \(1\)/)
    expect(output).toMatch(/partition=kept-0\S* dir=\S+ Recovering unflushed segment 0/)
  })
})
