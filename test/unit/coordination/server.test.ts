import { expect, it } from 'vitest'
import { Reader } from '../../../broker-core/bytes/reader'
import { Writer } from '../../../broker-core/bytes/writer'
import { CoordinationServer } from '../../../broker-core/coordination/server'
import { OPEN_ACL } from '../../../broker-core/coordination/wire/acl'
import { writeConnectRequest } from '../../../broker-core/coordination/wire/connect'
import { FrameSplitter, framed } from '../../../broker-core/coordination/wire/frames'
import { readReplyHeader } from '../../../broker-core/coordination/wire/replies'
import { type Request, writeRequest } from '../../../broker-core/coordination/wire/requests'
import type { Disk } from '../../../broker-core/runtime/disk'
import type { Connection, ConnectionHandler, Network } from '../../../broker-core/runtime/network'
import { createNodeDisk } from '../../../broker-core/runtime/node/disk'
import { createNodeRandom } from '../../../broker-core/runtime/node/random'
import { silentLogger } from '../../../broker-core/runtime/silent-logger'
import { temporaryDirectory } from '../../helpers/temp'
import { VirtualTime } from '../../helpers/virtual-time'

/** A disk whose syncs finish when the test lets them. */
function heldDisk() {
  const disk = createNodeDisk()
  const held: (() => void)[] = []
  const holding: Disk = {
    ...disk,
    syncDirectory: async () => undefined,
    open: (path, mode) => {
      const file = disk.open(path, mode)
      const sync = () => new Promise<void>((resolve) => held.push(resolve))
      return new Proxy(file, {
        get: (target, name) => {
          if (name === 'sync') return sync
          const value = Reflect.get(target, name) as unknown
          return typeof value === 'function' ? value.bind(target) : value
        },
      })
    },
  }
  return { disk: holding, held }
}

/** A network of one: what the server writes is cut into packets. */
function oneClient() {
  let accept: ((connection: Connection) => ConnectionHandler) | undefined
  const network: Network = {
    listen: async (options) => {
      accept = options.accept
      return { port: 1, close: async () => undefined }
    },
    connect: () => {
      throw new Error('a server does not connect')
    },
  }
  const open = (greets = true) => {
    const splitter = new FrameSplitter(1 << 20)
    const packets: Buffer[] = []
    let state = 'open'
    const connection: Connection = {
      remoteHost: 'client',
      remotePort: 1,
      localPort: 1,
      bufferedBytes: 0,
      write: (buffers) => {
        packets.push(...splitter.feed(Buffer.concat([...buffers])).map((frame) => Buffer.from(frame)))
        return true
      },
      pause: () => undefined,
      resume: () => undefined,
      end: () => {
        state = 'ended'
      },
      destroy: () => {
        state = 'destroyed'
      },
    }
    const handler = accept!(connection)
    const send = (write: (writer: Writer) => void) => {
      const writer = new Writer()
      write(writer)
      handler.data(Buffer.concat(framed(writer)))
    }
    const wish = { timeoutMs: 4000, sessionId: 0n, password: Buffer.alloc(16), readOnly: false }
    if (greets) send((writer) => writeConnectRequest(writer, { protocolVersion: 0, lastZxidSeen: 0, ...wish }))
    return {
      packets,
      ask: (xid: number, request: Request) => send((writer) => writeRequest(writer, xid, request)),
      xids: () => packets.slice(1).map((packet) => readReplyHeader(new Reader(packet)).xid),
      state: () => state,
      closed: () => handler.closed(),
    }
  }
  return { network, open }
}

const settled = () => new Promise<void>((resolve) => setImmediate(resolve))

async function world() {
  const time = new VirtualTime()
  const { disk, held } = heldDisk()
  const { network, open } = oneClient()
  const runtime = { clock: time, scheduler: time, random: createNodeRandom(), disk, network, logger: silentLogger }
  const directory = temporaryDirectory('server')
  const server = new CoordinationServer(runtime, { host: 'x', port: 0, dataDirectory: directory, tickTimeMs: 2000 })
  await server.start()
  const release = async () => {
    for (const resolve of held.splice(0)) resolve()
    for (let turn = 0; turn < 20; turn++) await settled()
  }
  return { time, server, open, release }
}

it('sends no answer, not even to a read, before what it shows is on the disk', async () => {
  const { open, release } = await world()
  await release()
  const writer = open()
  const reader = open()
  const other = open()
  expect(writer.packets).toHaveLength(0)
  await release()
  await release()
  expect(writer.packets).toHaveLength(1)
  reader.ask(1, { type: 'exists', path: '/a', watch: true })
  expect(reader.xids()).toEqual([1])
  writer.ask(1, { type: 'create', path: '/a', data: null, acl: OPEN_ACL, flags: 0 })
  reader.ask(2, { type: 'exists', path: '/a', watch: false })
  other.ask(1, { type: 'exists', path: '/a', watch: false })
  await settled()
  expect([writer.xids(), reader.xids(), other.xids()]).toEqual([[], [1], []])
  await release()
  expect([writer.xids(), reader.xids(), other.xids()]).toEqual([[1], [1, -1, 2], [1]])
})

it('closes a connection that does not ask for a session, and keeps one that did', async () => {
  const { time, server, open, release } = await world()
  await release()
  const client = open()
  const mute = open(false)
  await release()
  time.advance(3000)
  client.ask(-2, { type: 'ping' })
  time.advance(3000)
  client.ask(-2, { type: 'ping' })
  time.advance(3000)
  client.ask(-2, { type: 'ping' })
  time.advance(1500)
  expect([client.state(), mute.state()]).toEqual(['open', 'destroyed'])
  expect(server.snapshot().sessions).toHaveLength(1)
})

it('ends a silent session by time although its connection stands', async () => {
  const { time, server, open, release } = await world()
  await release()
  const client = open()
  await release()
  time.advance(3999)
  expect(server.snapshot().sessions).toHaveLength(1)
  time.advance(2001)
  await release()
  expect(server.snapshot().sessions).toHaveLength(0)
  expect(client.state()).toBe('ended')
})

it('keeps a session whose connection is gone', async () => {
  const { time, server, open, release } = await world()
  await release()
  const client = open()
  await release()
  client.closed()
  time.advance(3999)
  expect(server.snapshot().sessions).toMatchObject([{ remote: null, timeoutMs: 4000, heardAgoMs: 3999 }])
})
