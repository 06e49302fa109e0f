import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { connect, type Socket } from 'node:net'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { Reader } from '../../broker-core/bytes/reader'
import { Writer } from '../../broker-core/bytes/writer'
import { OPEN_ACL } from '../../broker-core/coordination/wire/acl'
import { readConnectResponse, writeConnectRequest } from '../../broker-core/coordination/wire/connect'
import { FrameSplitter, framed } from '../../broker-core/coordination/wire/frames'
import { readReplyBody, readReplyHeader } from '../../broker-core/coordination/wire/replies'
import { type Request, writeRequest } from '../../broker-core/coordination/wire/requests'
import { readWatchEvent } from '../../broker-core/coordination/wire/watch-events'
import { CoordinationProcess } from '../helpers/coordination-process'
import { startProcess } from '../helpers/processes'
import { programPath, programsMissing } from '../helpers/programs'
import { skipFor } from '../helpers/skips'
import { removeTemporary, temporaryDirectory } from '../helpers/temp'

const TICK_MS = 200
const TIMEOUT_MS = 10 * TICK_MS

/** Speaks packets: what arrives is kept in order, as text lines that a test can compare. */
class RawSession {
  readonly packets: string[] = []
  sessionId = 0n
  password: Buffer = Buffer.alloc(16)
  timeoutMs = -1
  closed = false
  private readonly splitter = new FrameSplitter(1 << 22)
  private readonly asked = new Map<number, Request['type']>()
  private lastXid = 0
  private waiting: (() => void)[] = []

  private constructor(readonly socket: Socket) {
    socket.on('error', () => undefined)
    socket.on('close', () => {
      this.closed = true
      this.wake()
    })
    socket.on('data', (chunk: Buffer) => {
      for (const frame of this.splitter.feed(chunk)) this.receive(new Reader(Buffer.from(frame)))
      this.wake()
    })
  }

  static async open(
    address: string,
    again: { sessionId?: bigint; password?: Buffer; lastZxidSeen?: number; timeoutMs?: number } = {},
  ): Promise<RawSession> {
    const [host, port] = address.split(':')
    const socket = connect({ host: host!, port: Number(port) })
    const session = new RawSession(socket)
    const writer = new Writer()
    writeConnectRequest(writer, {
      protocolVersion: 0,
      lastZxidSeen: again.lastZxidSeen ?? 0,
      timeoutMs: again.timeoutMs ?? TIMEOUT_MS,
      sessionId: again.sessionId ?? 0n,
      password: again.password ?? Buffer.alloc(16),
      readOnly: false,
    })
    session.write(writer)
    await session.until(() => session.timeoutMs >= 0 || session.closed)
    return session
  }

  ask(request: Request): number {
    const xid = ++this.lastXid
    this.asked.set(xid, request.type)
    const writer = new Writer()
    writeRequest(writer, xid, request)
    this.write(writer)
    return xid
  }

  /** Sends a request and returns how its answer reads. */
  async call(request: Request): Promise<string> {
    const xid = this.ask(request)
    const mine = `${xid} `
    await this.until(() => this.packets.some((line) => line.startsWith(mine)) || this.closed)
    return this.packets.find((line) => line.startsWith(mine))?.slice(mine.length) ?? 'closed'
  }

  raw(bytes: Buffer): void {
    this.socket.write(bytes)
  }

  async until(condition: () => boolean): Promise<void> {
    while (!condition()) await new Promise<void>((resolve) => this.waiting.push(resolve))
  }

  end(): void {
    this.socket.destroy()
  }

  private write(writer: Writer): void {
    this.socket.write(Buffer.concat(framed(writer)))
  }

  private receive(reader: Reader): void {
    if (this.timeoutMs < 0) {
      const response = readConnectResponse(reader)
      this.timeoutMs = response.timeoutMs
      this.sessionId = response.sessionId
      this.password = response.password
      return
    }
    const header = readReplyHeader(reader)
    if (header.xid === -1) {
      const event = readWatchEvent(reader)!
      this.packets.push(`event ${event.type} ${event.path}`)
      return
    }
    const type = this.asked.get(header.xid) ?? 'ping'
    const body = header.error === 'OK' ? readReplyBody(type, reader) : { type: header.error }
    this.packets.push(`${header.xid} ${describeBody(body)} zxid=${header.zxid}`)
  }

  private wake(): void {
    for (const resolve of this.waiting.splice(0)) resolve()
  }
}

function describeBody(body: { type: string; path?: string; data?: Buffer | null; stat?: { version: number } }): string {
  const parts = [body.type]
  if (body.path !== undefined) parts.push(body.path)
  if (body.data) parts.push(body.data.toString())
  if (body.stat) parts.push(`v${body.stat.version}`)
  return parts.join(' ')
}

const create = (path: string, flags = 0): Request => ({ type: 'create', path, data: null, acl: OPEN_ACL, flags })
const set = (path: string, text: string): Request => ({ type: 'setData', path, data: Buffer.from(text), version: -1 })
const zxidOf = (line: string): number => Number(/zxid=(\d+)/.exec(line)![1])

describe.skipIf(skipFor('coordination server', programsMissing('coordination')))('the coordination server', () => {
  const started: CoordinationProcess[] = []
  const directories: string[] = []
  const start = async () => {
    const directory = temporaryDirectory('coordination')
    directories.push(directory)
    const server = await CoordinationProcess.create('highwater', directory, TICK_MS)
    started.push(server)
    await server.start()
    return server
  }
  afterEach(async () => {
    for (const server of started.splice(0)) await server.stop()
    for (const directory of directories.splice(0)) removeTemporary(directory)
  })

  it('tells a watcher before it answers what the watcher can see, its own write included', async () => {
    const server = await start()
    const one = await RawSession.open(server.address)
    const two = await RawSession.open(server.address)
    await one.call(create('/a'))
    await one.call({ type: 'getData', path: '/a', watch: true })
    await two.call({ type: 'getData', path: '/a', watch: true })
    await two.call({ type: 'exists', path: '/b', watch: true })
    two.packets.length = 0
    one.packets.length = 0
    await one.call(set('/a', 'new'))
    expect(one.packets.map((line) => line.replace(/zxid=\d+/, ''))).toEqual(['event dataChanged /a', '3 stat v1 '])
    await one.call(create('/b'))
    expect(await two.call({ type: 'getData', path: '/a', watch: false })).toMatch(/^data new v1/)
    expect(two.packets.slice(0, 2)).toEqual(['event dataChanged /a', 'event created /b'])
  })

  it('answers pipelined requests in order, and all sessions see one history', async () => {
    const server = await start()
    const sessions = await Promise.all(Array.from({ length: 4 }, () => RawSession.open(server.address)))
    await sessions[0]!.call(create('/q'))
    const count = 200
    for (const session of sessions) for (let index = 0; index < count; index++) session.ask(create('/q/n-', 2))
    await Promise.all(sessions.map((session) => session.until(() => session.packets.length >= count)))
    const names = new Set<string>()
    for (const session of sessions) {
      const own = session.packets.filter((line) => line.includes('/q/n-'))
      const zxids = own.map(zxidOf)
      expect(zxids).toEqual([...zxids].sort((left, right) => left - right))
      for (const line of own) names.add(/\/q\/n-\d{10}/.exec(line)![0])
    }
    expect(names.size).toBe(4 * count)
  })

  it('keeps a session whose connection broke, until its time is over and not a moment less', async () => {
    const server = await start()
    const owner = await RawSession.open(server.address)
    const watcher = await RawSession.open(server.address, { timeoutMs: 20 * TICK_MS })
    await owner.call(create('/mine', 1))
    await watcher.call({ type: 'exists', path: '/mine', watch: true })
    // Its time begins with the last that was heard of it.
    const since = performance.now()
    await owner.call({ type: 'exists', path: '/mine', watch: false })
    owner.end()
    const pings = setInterval(() => watcher.ask({ type: 'ping' }), TICK_MS)
    await watcher.until(() => watcher.packets.includes('event deleted /mine'))
    clearInterval(pings)
    expect(performance.now() - since).toBeGreaterThan(TIMEOUT_MS - 20)
    const late = await RawSession.open(server.address, owner)
    expect([late.timeoutMs, late.sessionId]).toEqual([0, 0n])
  })

  it('moves a session to its newest connection, and to nobody with a wrong password', async () => {
    const server = await start()
    const first = await RawSession.open(server.address)
    await first.call(create('/mine', 1))
    const thief = await RawSession.open(server.address, { sessionId: first.sessionId, password: Buffer.alloc(16, 1) })
    expect(thief.timeoutMs).toBe(0)
    expect(await first.call({ type: 'exists', path: '/mine', watch: false })).toMatch(/^stat/)
    const second = await RawSession.open(server.address, first)
    expect(second.sessionId).toBe(first.sessionId)
    await first.until(() => first.closed)
    expect(await second.call({ type: 'exists', path: '/mine', watch: false })).toMatch(/^stat/)
    await second.call({ type: 'closeSession' })
    await second.until(() => second.closed)
    const other = await RawSession.open(server.address)
    expect(await other.call({ type: 'exists', path: '/mine', watch: false })).toMatch(/^NONODE/)
  })

  it.each([
    [1, 2 * TICK_MS],
    [TIMEOUT_MS, TIMEOUT_MS],
    [1_000_000, 20 * TICK_MS],
  ])('grants %i ms as %i ms', async (wish, granted) => {
    const server = await start()
    expect((await RawSession.open(server.address, { timeoutMs: wish })).timeoutMs).toBe(granted)
  })

  it('refuses a client that has seen a later history than its own', async () => {
    const server = await start()
    const session = await RawSession.open(server.address, { lastZxidSeen: 1_000_000 })
    expect([session.closed, session.timeoutMs]).toEqual([true, -1])
  })

  it.each([
    ['a packet beyond the limit', Buffer.from('7fffffff', 'hex')],
    ['a negative length', Buffer.from('fffffff0', 'hex')],
    ['a torn request', Buffer.from('000000040000', 'hex')],
    ['a body that lies about its length', Buffer.from('0000000c 00000001 00000004 00ffffff'.replace(/ /g, ''), 'hex')],
    [
      'a vector that cannot fit',
      Buffer.from('00000014 00000001 00000065 0000000000000000 7fffffff'.replace(/ /g, ''), 'hex'),
    ],
  ])('closes a connection that sends %s, and serves the others', async (_, bytes) => {
    const server = await start()
    const bad = await RawSession.open(server.address)
    bad.raw(bytes)
    if (bytes.length > 6 || bytes.length === 4) await bad.until(() => bad.closed)
    else bad.end()
    const good = await RawSession.open(server.address)
    expect(await good.call({ type: 'exists', path: '/', watch: false })).toMatch(/^stat/)
    if (bytes.length !== 6) await server.process.line(/Closing the connection of/, 5000)
  })

  it('answers an unknown operation with UNIMPLEMENTED and closes', async () => {
    const server = await start()
    const session = await RawSession.open(server.address)
    session.raw(Buffer.from('00000008 00000001 0000006a'.replace(/ /g, ''), 'hex'))
    await session.until(() => session.closed)
    expect(session.packets).toEqual(['1 UNIMPLEMENTED zxid=-1'])
  })

  it.each([
    ['ruok', /^imok$/],
    ['srvr', /Zookeeper version: 3\.8[\s\S]*Mode: standalone\nNode count: 4\n/],
    ['stat', /Clients:\n \/127\.0\.0\.1:\d+/],
    ['mntr', /zk_znode_count\t4\n/],
  ])('answers %s', async (word, pattern) => {
    const server = await start()
    const [host, port] = server.address.split(':')
    const socket = connect({ host: host!, port: Number(port) })
    socket.write(word)
    let text = ''
    for await (const chunk of socket) text += chunk
    expect(text).toMatch(pattern)
  })

  it('killed under load keeps every acknowledged write, sessions, ephemerals and czxids; zxids go on', async () => {
    const server = await start()
    const holder = await RawSession.open(server.address, { timeoutMs: 20 * TICK_MS })
    expect(await holder.call(create('/mine', 1))).toMatch(/^path/)
    const acknowledged: string[] = []
    let highest = 0
    for (let life = 0; life < 3; life++) {
      const writers = await Promise.all(Array.from({ length: 3 }, () => RawSession.open(server.address)))
      for (const writer of writers) for (let index = 0; index < 400; index++) writer.ask(create(`/w${life}-`, 2))
      await writers[0]!.until(() => writers[0]!.packets.length > 50 + life * 37)
      await server.kill('SIGKILL')
      await Promise.all(writers.map((writer) => writer.until(() => writer.closed)))
      for (const line of writers.flatMap((writer) => writer.packets)) {
        acknowledged.push(line.split(' ')[2]!)
        highest = Math.max(highest, zxidOf(line))
      }
      await server.start()
    }
    const back = await RawSession.open(server.address, holder)
    expect(back.sessionId).toBe(holder.sessionId)
    expect(await back.call({ type: 'exists', path: '/mine', watch: false })).toMatch(/^stat v0/)
    expect(zxidOf(await back.call(create('/later')))).toBeGreaterThan(highest)
    for (const path of acknowledged) back.ask({ type: 'exists', path, watch: false })
    await back.until(() => back.packets.length >= acknowledged.length + 2)
    const missing = back.packets.filter((line) => line.includes('NONODE'))
    expect(acknowledged.length).toBeGreaterThan(150)
    expect(missing).toEqual([])
  })

  it('stops at SIGTERM with a snapshot, and its sessions live on', async () => {
    const server = await start()
    const session = await RawSession.open(server.address, { timeoutMs: 20 * TICK_MS })
    await session.call(create('/mine', 1))
    const exit = await server.kill('SIGTERM')
    expect(exit).toEqual({ code: 0, signal: null })
    expect(readdirSync(join(server.directory, 'data')).some((name) => name.startsWith('snapshot.'))).toBe(true)
    await server.start()
    const back = await RawSession.open(server.address, session)
    expect(await back.call({ type: 'exists', path: '/mine', watch: false })).toMatch(/^stat/)
  })

  it.each([
    [
      'a taken port',
      (server: CoordinationProcess) => ['--data-dir', join(server.directory, 'other'), '--port', `${server.port}`],
      /is already in use/,
    ],
    [
      'a data directory in use',
      (server: CoordinationProcess) => ['--data-dir', join(server.directory, 'data'), '--port', '0'],
      /is used by another coordination server/,
    ],
    [
      'a data directory that cannot be',
      (server: CoordinationProcess) => ['--data-dir', join(server.directory, 'data/.lock/x'), '--port', '0'],
      /data\/.lock\/x: ENOTDIR/,
    ],
    ['a bad setting', () => ['--data-dir', '/tmp', '--port', 'x'], /clientPort=x must be a whole number/],
    ['an unknown option', () => ['--what'], /unknown option --what/],
  ])('says in one line why it cannot start: %s', async (_, args, pattern) => {
    const server = await start()
    const second = startProcess({
      command: process.execPath,
      args: [programPath('coordination'), ...args(server)],
      name: 'second server',
    })
    const { code } = await Promise.race([second.exited, second.line(/listening on/, 30_000).then(() => second.stop())])
    expect(code).toBe(1)
    expect(second.lines(/^coordination: /)).toHaveLength(1)
    expect(second.lines(/^coordination: /)[0]).toMatch(pattern)
  })

  it('reports to a parent process that asks, and ends with it', async () => {
    const directory = temporaryDirectory('coordination')
    directories.push(directory)
    const file = join(directory, 'zoo.cfg')
    mkdirSync(join(directory, 'data'))
    writeFileSync(file, `dataDir=${join(directory, 'data')}\nclientPort=0\ntickTime=${TICK_MS}\n`)
    const child = spawn(process.execPath, [programPath('coordination'), file], {
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    })
    const [ready] = (await once(child, 'message')) as [{ type: string; port: number }]
    expect(ready).toMatchObject({ type: 'ready', tickTimeMs: TICK_MS })
    child.send({ type: 'subscribe' })
    const session = await RawSession.open(`127.0.0.1:${ready.port}`)
    const seen: { type: string; event?: { kind: string; path?: string } }[] = []
    child.on('message', (message) => seen.push(message as (typeof seen)[0]))
    await session.call(create('/brokers'))
    await session.call(create('/brokers/ids'))
    await session.call(create('/brokers/ids/7', 1))
    child.send({ type: 'snapshot' })
    const hex = BigInt.asUintN(64, session.sessionId).toString(16).padStart(16, '0')
    while (!seen.some(({ type }) => type === 'snapshot')) await once(child, 'message')
    const snapshot = seen.find(({ type }) => type === 'snapshot') as unknown as { snapshot: object }
    expect(snapshot.snapshot).toMatchObject({
      znodeCount: 7,
      connectionCount: 1,
      tickTimeMs: TICK_MS,
      sessions: [
        { id: hex, timeoutMs: TIMEOUT_MS, owner: 'broker-7', ephemerals: 1, ephemeralPaths: ['/brokers/ids/7'] },
      ],
    })
    const written = seen.filter(({ event }) => event?.kind === 'znodeWritten').map(({ event }) => event!.path)
    expect(written).toEqual(['/brokers', '/brokers/ids', '/brokers/ids/7'])
    child.disconnect()
    expect(await once(child, 'exit')).toEqual([0, null])
    rmSync(join(directory, 'data'), { recursive: true })
  })
})
