import { readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { Kafka, logLevel } from 'kafkajs'
import { afterEach, describe, expect, it } from 'vitest'
import { eventually } from '../helpers/eventually'
import { LabPage } from '../helpers/lab-page'
import { isAlive, type ReadyLine, spawnLab, startLab } from '../helpers/lab-process'
import type { TestProcess } from '../helpers/processes'
import { programsMissing } from '../helpers/programs'
import { skipFor } from '../helpers/skips'
import { temporaryDirectory } from '../helpers/temp'

const missing = skipFor('highwater up', programsMissing('highwater', 'broker', 'coordination'))
const labs: TestProcess[] = []
const pids = new Set<number>()

async function open(dir: string, args: readonly string[] = []) {
  const started = await startLab(dir, args)
  labs.push(started.lab)
  for (const { pid } of started.ready.brokers) pids.add(pid)
  return started
}

const newDir = () => join(temporaryDirectory('cli'), 'lab')
const processesOf = (dir: string): { name: string; pid: number }[] =>
  JSON.parse(readFileSync(join(dir, 'processes.json'), 'utf8'))

afterEach(async () => {
  await Promise.all(labs.splice(0).map((lab) => lab.stop()))
  for (const pid of pids) if (isAlive(pid)) process.kill(pid, 'SIGKILL')
  pids.clear()
})

async function produce(ready: ReadyLine, topic: string, values: string[]) {
  const kafka = new Kafka({ brokers: ready.bootstrap.split(','), logLevel: logLevel.NOTHING })
  const admin = kafka.admin()
  const producer = kafka.producer()
  await Promise.all([admin.connect(), producer.connect()])
  await admin.createTopics({ topics: [{ topic, numPartitions: 1, replicationFactor: 3 }], waitForLeaders: true })
  await producer.send({ topic, acks: -1, messages: values.map((value) => ({ value })) })
  await Promise.all([admin.disconnect(), producer.disconnect()])
}

describe.skipIf(missing)('highwater up', () => {
  it('prints one line of JSON when clients can begin, and stops all on Ctrl-C', async () => {
    const dir = newDir()
    const { lab, ready } = await open(dir, ['--set', 'num.partitions=2'])
    expect(Object.keys(ready)).toEqual(['ready', 'bootstrap', 'zookeeper', 'dir', 'dashboard', 'brokers'])
    expect(ready.brokers.map(({ id }) => id)).toEqual([1, 2, 3])
    expect(ready.bootstrap).toBe(ready.brokers.map(({ port }) => `127.0.0.1:${port}`).join(','))
    expect(ready.brokers[0]!.logDirs).toEqual([join(dir, 'broker-1', 'kafka-logs')])
    await produce(ready, 'first', ['a', 'b'])
    const running = processesOf(dir)
    expect(running.map(({ name }) => name).sort()).toEqual(['broker-1', 'broker-2', 'broker-3', 'coordination'])
    // A terminal signals the whole foreground group: the brokers must not be in it.
    process.kill(-lab.pid, 'SIGINT')
    expect(await lab.exited).toEqual({ code: 0, signal: null })
    expect(running.filter(({ pid }) => isAlive(pid))).toEqual([])
    for (const { id } of ready.brokers)
      expect(readFileSync(join(dir, `broker-${id}`, 'kafka-logs', '.kafka_cleanshutdown'))).toHaveLength(0)
    expect(lab.lines(/^\{/)).toHaveLength(1)
    const events = readFileSync(join(dir, 'timeline.ndjson'), 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { source: unknown; kind: string; atMs: number })
    const times = events.map(({ atMs }) => atMs)
    expect(times).toEqual([...times].sort((one, other) => one - other))
    const stopped = events.filter(({ kind }) => kind === 'processStopped').map(({ source }) => source)
    expect(stopped).toHaveLength(4)
    const asked = events.filter(({ kind }) => kind === 'processStopping').map(({ source }) => source)
    expect(asked).toEqual(stopped)
    expect(stopped[3]).toBe('coordination')
  })

  it('opens the same lab again, with its data, ports and settings', async () => {
    const dir = newDir()
    const before = await open(dir, ['--set', 'min.insync.replicas=2'])
    await produce(before.ready, 'kept', ['one', 'two', 'three'])
    await before.lab.stop()
    const after = await open(dir, ['--ports', before.ready.brokers.map(({ port }) => port).join(',')])
    expect(after.ready.bootstrap).toBe(before.ready.bootstrap)
    expect(after.ready.zookeeper).toBe(before.ready.zookeeper)
    expect(readFileSync(join(dir, 'broker-2', 'server.properties'), 'utf8')).toContain('min.insync.replicas=2')
    const page = await LabPage.open(after.ready.dashboard!)
    try {
      const { records } = await page.call('readRecords', { topic: 'kept', partition: 0, offset: 0, count: 10 })
      expect(records.map(({ value }) => value)).toEqual(['one', 'two', 'three'])
    } finally {
      page.close()
    }
  })

  it('runs without a dashboard, with one broker and an id of its own', async () => {
    const { ready } = await open(newDir(), ['--no-dashboard', '--brokers', '1', '--first-id', '7'])
    expect(ready.dashboard).toBeNull()
    expect(ready.brokers.map(({ id }) => id)).toEqual([7])
  })
})

describe.skipIf(missing)('highwater up --zookeeper', () => {
  it('joins the cluster of a coordination server that is not its own, and leaves that running', async () => {
    const first = await open(newDir(), ['--brokers', '1'])
    const second = await open(newDir(), ['--brokers', '1', '--first-id', '11', '--zookeeper', first.ready.zookeeper])
    expect(second.ready.zookeeper).toBe(first.ready.zookeeper)
    expect(processesOf(second.ready.dir).map(({ name }) => name)).toEqual(['broker-11'])
    const page = await LabPage.open(second.ready.dashboard!)
    await page.until(() => page.coordination?.state === 'Running' && page.coordination.zxid !== null)
    expect(page.coordination?.kind).toBe('external')
    await expect(page.call('signalCoordination', { signal: 'SIGKILL' })).rejects.toMatchObject({ code: 'BAD_REQUEST' })
    await page.call('createTopic', { topic: 'both', partitions: 1, replicationFactor: 2, configs: {} })
    await page.until(() => page.partitions.get('both-0')?.isr.length === 2)
    page.close()
    await second.lab.stop()
    expect(processesOf(first.ready.dir).map(({ name }) => name)).toEqual(['coordination', 'broker-1'])
    expect(first.lab.exit).toBeUndefined()
  })
})

describe.skipIf(missing)('what cannot be opened', () => {
  const refused = async (args: string[]) => {
    const lab = spawnLab(args)
    labs.push(lab)
    const exit = await lab.exited
    return {
      code: exit.code,
      lines: lab
        .tail()
        .split('\n')
        .filter((line) => line !== '' && !line.startsWith('highwater up ')),
    }
  }

  it('a taken port: one line that names it, its holder and the way out', async () => {
    const server = createServer()
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const { port } = server.address() as { port: number }
    try {
      const { code, lines } = await refused(['--dir', newDir(), '--brokers', '1', '--ports', String(port)])
      expect(code).toBe(1)
      expect(lines).toHaveLength(1)
      expect(lines[0]).toContain(`port ${port} (broker 1) is taken by`)
      expect(lines[0]).toContain('--ports')
    } finally {
      server.close()
    }
  })

  it('a folder that cannot be written', async () => {
    const file = join(temporaryDirectory('cli'), 'file')
    writeFileSync(file, '')
    const { code, lines } = await refused(['--dir', join(file, 'lab'), '--ports', 'auto'])
    expect(code).toBe(1)
    expect(lines).toEqual([expect.stringContaining('cannot be written (ENOTDIR)')])
  })

  it('a folder where a lab runs already; that one goes on', async () => {
    const dir = newDir()
    const { lab } = await open(dir, ['--brokers', '1', '--no-dashboard', '--ports', 'auto'])
    const { code, lines } = await refused(['--dir', dir, '--ports', 'auto'])
    expect(code).toBe(1)
    expect(lines).toEqual([expect.stringContaining(`${dir} is open in another lab (process ${lab.pid})`)])
    expect(lab.exit).toBeUndefined()
  })

  it.each([[['--brokers', '0']], [['--ports', '9092,x']], [['--set', 'novalue']], [['--ports', '9092,9092']]])(
    '%o',
    async (args) => {
      const { code, lines } = await refused(['--dir', newDir(), ...args])
      expect(code).toBe(1)
      expect(lines.length).toBeGreaterThan(0)
    },
  )
})

describe.skipIf(missing)('a lab that is killed', () => {
  it('leaves no orphan, a broker that it froze included', async () => {
    const dir = newDir()
    const { lab, ready } = await open(dir)
    const page = await LabPage.open(ready.dashboard!)
    await page.call('signalBroker', { id: 2, signal: 'SIGSTOP' })
    const running = processesOf(dir)
    lab.signal('SIGKILL')
    await lab.exited
    page.close()
    await eventually(() => expect(running.filter(({ pid }) => isAlive(pid))).toEqual([]), 30_000)
  })

  it('and what somebody else froze meanwhile is ended when the lab is opened again', async () => {
    const dir = newDir()
    const { lab, ready } = await open(dir, ['--brokers', '1', '--no-dashboard'])
    const { pid } = ready.brokers[0]!
    process.kill(pid, 'SIGSTOP')
    lab.signal('SIGKILL')
    await lab.exited
    expect(isAlive(pid)).toBe(true)
    const again = await open(dir, ['--no-dashboard'])
    expect(isAlive(pid)).toBe(false)
    expect(again.lab.lines(/ended broker-1 \(process \d+\), left over by an earlier lab/)).toHaveLength(1)
  })
})
