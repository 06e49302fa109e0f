import { readFileSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { apacheMissing, javaArguments } from '../helpers/apache'
import { targetEngine } from '../helpers/cluster'
import { CoordinationProcess } from '../helpers/coordination-process'
import { startProcess } from '../helpers/processes'
import { programsMissing, repositoryRoot } from '../helpers/programs'
import { python, pythonMissing, runPython } from '../helpers/python'
import { run } from '../helpers/run'
import { skipFor } from '../helpers/skips'
import { temporaryDirectory } from '../helpers/temp'

const engine = targetEngine === 'apache' ? 'zookeeper' : 'highwater'
const program = engine === 'zookeeper' ? await apacheMissing('zookeeper') : programsMissing('coordination')
const missing = program ?? (await pythonMissing())
const script = readFileSync(join(repositoryRoot, 'test/interop/kazoo.py'), 'utf8')

describe.skipIf(skipFor('kazoo', missing))('a stock ZooKeeper client (kazoo)', () => {
  let server: CoordinationProcess
  beforeAll(async () => {
    server = await CoordinationProcess.create(engine, temporaryDirectory('kazoo'), 500)
    await server.start()
  })
  afterAll(() => server?.stop())

  async function kazoo(command: string): Promise<unknown> {
    const result = await runPython(script, [server.address, command], { timeoutMs: 60_000 })
    expect(result.code, `${result.stdout}\n${result.stderr}`).toBe(0)
    return JSON.parse(result.stdout.trim().split('\n').at(-1)!)
  }

  it('creates, reads, changes and deletes znodes, with versions, sequences and transactions', async () => {
    expect(await kazoo('tree')).toEqual({
      data: 'two',
      version: 2,
      sequential: ['/t/seq-0000000001', '/t/seq-0000000002', '/t/seq-0000000003'],
      children: ['a', 'seq-0000000001', 'seq-0000000002', 'seq-0000000003'],
      badVersion: true,
      exists: true,
      noNode: true,
      notEmpty: true,
      missing: true,
      stat: [3, 1, 0],
      large: 500_000,
      failedTransaction: ['RolledBackError', 'BadVersionError'],
      rolledBack: true,
      transaction: ['str', 'ZnodeStat', 'bool'],
      deleted: true,
    })
  })

  it('hears of each change once', async () => {
    expect(await kazoo('watches')).toEqual({
      seen: [
        ['CREATED', '/w/x'],
        ['CHANGED', '/w/x'],
        ['CHILD', '/w'],
        ['DELETED', '/w/x'],
      ],
    })
  })

  it('ends a session by its close or its timeout, never by its connection', async () => {
    const seen = (await kazoo('sessions')) as { expiredAfterMs: number }
    expect(seen).toMatchObject({
      owner: true,
      noChildren: true,
      closedAtOnce: true,
      survivesConnection: true,
      expired: true,
    })
    expect(seen.expiredAfterMs).toBeGreaterThan(1_900)
  })

  it('takes up its session again after a kill -9 of the server', async () => {
    const client = startProcess({
      command: 'sh',
      args: [
        '-c',
        `(read line < "$1"; echo go) | "$2" -c "$3" "$4" resumes`,
        'sh',
        fifo(),
        await python(),
        script,
        server.address,
      ],
      name: 'kazoo',
    })
    await client.line(/^ready$/, 20_000)
    await server.kill('SIGKILL')
    await server.start()
    await run('sh', ['-c', 'echo go > "$1"', 'sh', fifo()])
    const answer = await client.line(/^\{/, 30_000)
    expect(JSON.parse(answer)).toEqual({ sameSession: true, sameNode: true })
    await client.exited
  })

  it('runs the usual recipes: lock, election, counter', async () => {
    expect(await kazoo('recipes')).toEqual({
      takenWhileHeld: false,
      contenders: ['first'],
      takenAfter: true,
      led: ['first', 'second'],
      counter: 50,
    })
  })

  it('answers the four-letter words ruok and srvr', async () => {
    expect(await fourLetters(server.port, 'ruok')).toBe('imok')
    const srvr = await fourLetters(server.port, 'srvr')
    expect(srvr).toMatch(/^Mode: standalone$/m)
    expect(srvr).toMatch(/^Zxid: 0x[0-9a-f]+$/m)
  })

  let pipe: string | undefined
  function fifo(): string {
    pipe ??= join(temporaryDirectory('fifo'), 'go')
    return pipe
  }
  beforeAll(async () => {
    await run('mkfifo', [fifo()])
  })
})

describe.skipIf(skipFor('zkCli', program ?? (await apacheMissing('zookeeper'))))("ZooKeeper's own shell", () => {
  it('lists, creates and reads', async () => {
    const server = await CoordinationProcess.create(engine, temporaryDirectory('zkcli'), 500)
    await server.start()
    const shell = async (...command: string[]) => {
      const main = await javaArguments('zookeeper', 'org.apache.zookeeper.ZooKeeperMain', { tool: true })
      const result = await run('java', [...main, '-server', server.address, ...command], { timeoutMs: 60_000 })
      return result.stdout + result.stderr
    }
    try {
      expect(await shell('create', '/shell', 'text')).toContain('Created /shell')
      expect(await shell('get', '/shell')).toMatch(/^text$/m)
      expect(await shell('stat', '/shell')).toMatch(/dataLength = 4/)
      expect(await shell('ls', '/')).toMatch(/^\[shell, zookeeper\]$/m)
    } finally {
      await server.stop()
    }
  })
})

function fourLetters(port: number, word: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let answer = ''
    const socket = connect({ host: '127.0.0.1', port }, () => socket.write(word))
    socket.setEncoding('utf8')
    socket.on('data', (chunk: string) => {
      answer += chunk
    })
    socket.once('end', () => resolve(answer))
    socket.once('error', reject)
  })
}
