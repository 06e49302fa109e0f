import { connect } from 'node:net'
import { ByteReader, ByteWriter } from './raw-bytes'

const GET_DATA = 4
const SET_DATA = 5
const ANY_VERSION = -1
const GET_CHILDREN = 8
const CLOSE_SESSION = -11
const NO_NODE = -101

export interface Znode {
  data: string
  czxid: bigint
  version: number
  /** Grows by one with every child made and every child removed. */
  childrenVersion: number
  ephemeralOwner: bigint
}

/** Reads one znode in a session of its own; undefined when there is none. The ZooKeeper protocol by hand, as a stranger speaks it. */
export async function readZnode(address: string, path: string): Promise<Znode | undefined> {
  const reply = await ask(address, GET_DATA, path)
  if (!reply) return undefined
  const data = reply.bytes() ?? Buffer.alloc(0)
  const czxid = reply.big()
  reply.slice(24)
  const version = reply.i32()
  const childrenVersion = reply.i32()
  reply.slice(4)
  return { data: data.toString(), czxid, version, childrenVersion, ephemeralOwner: reply.big() }
}

export async function readChildren(address: string, path: string): Promise<string[]> {
  const reply = await ask(address, GET_CHILDREN, path)
  return reply?.array((entry) => (entry.bytes() ?? Buffer.alloc(0)).toString()).sort() ?? []
}

/** Replaces a znode's data, whatever its version. */
export async function writeZnode(address: string, path: string, data: string): Promise<void> {
  const rest = new ByteWriter().bytes(Buffer.from(data)).i32(ANY_VERSION).done()
  if (!(await ask(address, SET_DATA, path, rest))) throw new Error(`${path} is not there`)
}

const NO_WATCH = new ByteWriter().i8(0).done()

/** `rest`: what follows the path in the request. */
function ask(address: string, type: number, path: string, rest = NO_WATCH): Promise<ByteReader | undefined> {
  const [host, port] = address.split(':')
  return new Promise((resolve, reject) => {
    const socket = connect({ host: host!, port: Number(port), timeout: 5_000 })
    const fail = (error: Error) => {
      socket.destroy()
      reject(error)
    }
    const send = (body: Buffer) => socket.write(new ByteWriter().i32(body.length).push(body).done())
    let received = Buffer.alloc(0)
    let connected = false
    socket.once('timeout', () => fail(new Error(`${address} does not answer`)))
    socket.once('error', fail)
    socket.once('close', () => reject(new Error(`${address} closed the connection`)))
    socket.once('connect', () =>
      send(new ByteWriter().i32(0).i64(0).i32(10_000).i64(0).bytes(Buffer.alloc(16)).i8(0).done()),
    )
    socket.on('data', (chunk: Buffer) => {
      received = Buffer.concat([received, chunk])
      while (received.length >= 4 && received.length >= 4 + received.readInt32BE(0)) {
        const frame = new ByteReader(received.subarray(4, 4 + received.readInt32BE(0)))
        received = received.subarray(4 + received.readInt32BE(0))
        if (!connected) {
          connected = true
          const name = Buffer.from(path)
          send(new ByteWriter().i32(1).i32(type).bytes(name).push(rest).done())
          continue
        }
        if (frame.i32() !== 1) continue
        frame.i64()
        const error = frame.i32()
        if (error === 0) resolve(frame)
        else if (error === NO_NODE) resolve(undefined)
        else reject(new Error(`${path}: ZooKeeper error ${error}`))
        send(new ByteWriter().i32(2).i32(CLOSE_SESSION).done())
        socket.end()
      }
    })
  })
}
