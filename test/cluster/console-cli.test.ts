import { statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { isAlive, type ReadyLine, startLab } from '../helpers/lab-process'
import { startProcess, type TestProcess } from '../helpers/processes'
import { programPath, programsMissing } from '../helpers/programs'
import { run } from '../helpers/run'
import { skipFor } from '../helpers/skips'
import { temporaryDirectory } from '../helpers/temp'

const missing = skipFor("Kafka's tools from a terminal", programsMissing('highwater', 'broker', 'coordination'))
const book = ['--bootstrap-server', 'peter-kafka01.foo.bar:9092']

describe.skipIf(missing)("Kafka's tools from a terminal", () => {
  const dir = join(temporaryDirectory('console-cli'), 'lab')
  let lab: TestProcess
  let ready: ReadyLine
  beforeAll(async () => {
    ;({ lab, ready } = await startLab(dir, ['--set', 'group.initial.rebalance.delay.ms=0']))
  })
  afterAll(() => lab?.stop())

  const highwater = (args: string[], input = '') =>
    run(process.execPath, [programPath('highwater'), '--dir', dir, ...args], { input, timeoutMs: 30_000 })

  it('act on the open lab, with the streams and exit codes of the tools', async () => {
    const created = await highwater([
      'kafka-topics.sh',
      ...book,
      '--create',
      '--topic',
      'typed',
      '--partitions',
      '1',
      '--replication-factor',
      '3',
    ])
    expect(created).toMatchObject({ code: 0, stdout: 'Created topic typed.\n' })
    const again = await highwater(['/usr/local/kafka/bin/kafka-topics.sh', ...book, '--create', '--topic', 'typed'])
    expect(again).toMatchObject({
      code: 1,
      stdout: "Error while executing topic command : Topic 'typed' already exists.\n",
    })
    const lines = Array.from({ length: 3000 }, (_, at) => `line ${at}`)
    const written = await highwater(['kafka-console-producer.sh', ...book, '--topic', 'typed'], `${lines.join('\n')}\n`)
    expect([written.code, written.stderr]).toEqual([0, ''])
    const read = await highwater([
      'kafka-console-consumer.sh',
      ...book,
      '--topic',
      'typed',
      '--from-beginning',
      '--max-messages',
      '3000',
    ])
    expect([read.code, read.stdout]).toEqual([0, `${lines.join('\n')}\n`])
    expect(read.stderr).toBe('Processed a total of 3000 messages\n')
  })

  it('take a file of the terminal, follow Ctrl-C, and stop a broker', async () => {
    const file = join(dir, '..', 'records.json')
    writeFileSync(file, JSON.stringify({ partitions: [{ topic: 'typed', partition: 0, offset: 2990 }], version: 1 }))
    const deleted = await highwater(['kafka-delete-records.sh', ...book, '--offset-json-file', file])
    expect(deleted.stdout).toContain('partition: typed-0\tlow_watermark: 2990')
    const args = [
      programPath('highwater'),
      '--dir',
      dir,
      'kafka-console-consumer.sh',
      ...book,
      '--topic',
      'typed',
      '--partition',
      '0',
      '--offset',
      'earliest',
    ]
    const consumer = startProcess({ command: process.execPath, args, name: 'console consumer' })
    await consumer.line(/^line 2999$/, 20_000)
    process.kill(consumer.pid, 'SIGINT')
    expect(await consumer.exited).toEqual({ code: 130, signal: null })
    const { pid } = ready.brokers[1]!
    expect((await highwater(['kill', '-9', String(process.pid)])).code).toBe(1)
    expect((await highwater(['--broker', '2', 'sudo', 'systemctl', 'stop', 'kafka-server'])).code).toBe(0)
    expect(isAlive(pid)).toBe(false)
    expect((await highwater(['--broker', '2', 'sudo', 'systemctl', 'status', 'kafka-server'])).code).toBe(3)
  })

  it('need the key in the folder, which only its owner can read, and an open lab', async () => {
    expect(statSync(join(dir, 'console.json')).mode & 0o777).toBe(0o600)
    const none = await run(process.execPath, [programPath('highwater'), '--dir', join(dir, 'none'), 'ls'], {
      timeoutMs: 10_000,
    })
    expect(none).toMatchObject({ code: 1, stdout: '' })
    expect(none.stderr).toContain('no lab is open in')
  })
})
