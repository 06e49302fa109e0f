import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { stopProcess } from '../../../electron/host/cluster/lifecycle'
import { processIdentity } from '../../../electron/host/cluster/process-identity'
import { ProcessRecords } from '../../../electron/host/cluster/process-records'
import { nodeProcessStarter } from '../../../electron/host/cluster/process-starter'
import { SupervisedProcess } from '../../../electron/host/cluster/supervised-process'
import { temporaryDirectory } from '../../helpers/temp'

/** Programs that stand where a broker would: they speak over the channel and end as they are told. */
const obedient = `process.on('message', (m) => { if (m.type === 'ping') process.send({ type: 'pong' }) }); process.on('SIGTERM', () => process.exit(0)); process.on('disconnect', () => process.exit(0)); process.send({ type: 'up' })`
const stubborn = `process.on('SIGTERM', () => {}); setInterval(() => {}, 1000); process.send({ type: 'up' })`

const running: SupervisedProcess[] = []
afterEach(async () => {
  for (const process of running.splice(0)) {
    process.signal('SIGKILL')
    await process.waitExit(5000)
  }
})

function make(code: string) {
  const directory = temporaryDirectory('supervisor')
  const program = join(directory, 'program.js')
  const logPath = join(directory, 'program.log')
  writeFileSync(program, code)
  const messages: unknown[] = []
  const waiting: (() => void)[] = []
  const states: string[] = []
  const records = new ProcessRecords(join(directory, 'processes.json'))
  const process = new SupervisedProcess('program', nodeProcessStarter, records, {
    changed: (_before, now) => states.push(now.name),
    message: (message) => {
      messages.push(message)
      for (const wake of waiting.splice(0)) wake()
    },
    lastError: () => null,
  })
  running.push(process)
  const start = async () => {
    process.start({ name: 'program', program, args: [], cwd: directory, env: {}, logPath })
    await new Promise<void>((resolve) => waiting.push(resolve))
    process.ready()
  }
  const next = () => new Promise<void>((resolve) => waiting.push(resolve))
  return { directory, process, messages, states, start, next, logPath, recordsPath: join(directory, 'processes.json') }
}

describe('a supervised process', () => {
  it('is started, spoken to, stopped, and started again', async () => {
    const { process, messages, states, start, next, recordsPath } = make(obedient)
    await start()
    expect(JSON.parse(readFileSync(recordsPath, 'utf8'))).toMatchObject([{ name: 'program', pid: process.pid }])
    process.send({ type: 'ping' })
    await next()
    expect(messages).toEqual([{ type: 'up' }, { type: 'pong' }])
    await stopProcess(process)
    expect(process.exit).toMatchObject({ code: 0, signal: null, requested: true })
    expect(JSON.parse(readFileSync(recordsPath, 'utf8'))).toEqual([])
    await start()
    expect(states).toEqual(['Starting', 'Running', 'Stopping', 'Stopped', 'Starting', 'Running'])
  })

  it('is seen to be killed, by whoever did it', async () => {
    const { process: supervised, start, states } = make(obedient)
    await start()
    process.kill(supervised.pid!, 'SIGKILL')
    await supervised.waitExit(5000)
    expect(supervised.exit).toMatchObject({ signal: 'SIGKILL', requested: false })
    expect(states[states.length - 1]).toBe('Killed')
    expect(supervised.signal('SIGTERM')).toBe(false)
  })

  it('is thawed to hear that it should stop, and killed when it does not', async () => {
    const frozen = make(obedient)
    await frozen.start()
    frozen.process.signal('SIGSTOP')
    expect(frozen.process.state).toEqual({ name: 'Paused', resumeTo: 'Running' })
    await stopProcess(frozen.process, 5000)
    expect(frozen.process.exit).toMatchObject({ code: 0 })
    const deaf = make(stubborn)
    await deaf.start()
    await stopProcess(deaf.process, 200)
    expect(deaf.process.exit).toMatchObject({ signal: 'SIGKILL', requested: true })
  })

  it('writes its own output to its log, stacks included', async () => {
    const { process, start, logPath } = make(
      `console.log('hello'); process.send({ type: 'up' }, () => { throw new Error('broken on purpose') })`,
    )
    await start()
    await process.waitExit(5000)
    expect(process.state.name).toBe('Crashed')
    expect(readFileSync(logPath, 'utf8')).toMatch(/hello[\s\S]*broken on purpose/)
  })
})

describe('what an earlier lab left running', () => {
  const stray = async () => {
    const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000); console.log(1)'], {
      stdio: ['ignore', 'pipe', 'ignore'],
      detached: true,
    })
    await once(child.stdout!, 'data')
    return child
  }
  const recordsOf = (records: object[]) => {
    const path = join(temporaryDirectory('records'), 'processes.json')
    writeFileSync(path, JSON.stringify(records))
    return new ProcessRecords(path)
  }

  it('is ended, frozen or not', async () => {
    const child = await stray()
    child.kill('SIGSTOP')
    const record = { name: 'broker-1', pid: child.pid!, identity: processIdentity(child.pid!) }
    const ended = once(child, 'exit')
    expect(await recordsOf([record]).reap()).toEqual([{ name: 'broker-1', pid: child.pid }])
    expect(await ended).toEqual([null, 'SIGKILL'])
  })

  it('is never a stranger who has the same pid now', async () => {
    const child = await stray()
    try {
      expect(await recordsOf([{ name: 'broker-1', pid: child.pid!, identity: 'boot:1' }]).reap()).toEqual([])
      expect(processIdentity(child.pid!)).not.toBeNull()
    } finally {
      child.kill('SIGKILL')
    }
  })

  it('is nothing when the record is missing, torn or not ours', async () => {
    expect(await new ProcessRecords(join(temporaryDirectory('none'), 'p.json')).reap()).toEqual([])
    const path = join(temporaryDirectory('torn'), 'p.json')
    writeFileSync(path, '[{"name":"broker-1","pid":')
    expect(await new ProcessRecords(path).reap()).toEqual([])
    expect(existsSync(path)).toBe(true)
    expect(await recordsOf([{ name: 'x', pid: 1, identity: 'y' }, { pid: 'no' }]).reap()).toEqual([])
  })
})
