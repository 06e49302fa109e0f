import { connect } from 'node:net'
import { ByteReader, ByteWriter } from '../helpers/raw-bytes'

const FETCH = { key: 1, version: 11 }
const FETCH_BYTES = 1024 * 1024
const BATCH_HEADER_BYTES = 61

/**
 * The cheapest consumer there is: Fetch of 1 MiB after Fetch of 1 MiB on one connection, of the batches nothing but the offsets read.
 * Reads a partition from offset 0 up to `endOffset`; returns the bytes of record batches received.
 */
export async function fetchAll(address: string, topic: string, endOffset: number): Promise<number> {
  const connection = await FrameSocket.open(address)
  let [offset, bytes] = [0, 0]
  try {
    while (offset < endOffset) {
      const records = recordsOf(await connection.ask(fetchRequest(topic, offset)))
      if (records.length === 0) throw new Error(`Fetch of ${topic} at ${offset}, below ${endOffset}, gave nothing`)
      bytes += records.length
      offset = nextOffset(records, offset)
    }
  } finally {
    connection.close()
  }
  return bytes
}

function fetchRequest(topic: string, offset: number): Buffer {
  const body = new ByteWriter().i16(FETCH.key).i16(FETCH.version).i32(1).string('benchmark')
  body.i32(-1).i32(500).i32(1).i32(FETCH_BYTES).i8(0).i32(0).i32(-1)
  body.array([topic], (name, writer) => {
    writer.string(name).array([0], (partition) => {
      writer.i32(partition).i32(-1).i64(offset).i64(-1).i32(FETCH_BYTES)
    })
  })
  return body
    .array([], () => undefined)
    .string('')
    .done()
}

function recordsOf(response: ByteReader): Buffer {
  const skipped = [response.i32(), response.i32(), response.i16(), response.i32()]
  const [answer] = response.array((entry) => {
    entry.string()
    return entry.array(() => {
      entry.i32()
      const error = entry.i16()
      entry.i64()
      entry.i64()
      entry.i64()
      entry.array(() => [entry.i64(), entry.i64()])
      entry.i32()
      return { error, records: entry.bytes() ?? Buffer.alloc(0) }
    })
  })
  const error = skipped[2] || answer?.[0]?.error
  if (answer === undefined || error !== 0) throw new Error(`Fetch answered with error ${error}`)
  return answer[0]!.records
}

/** Behind the last whole batch. */
function nextOffset(records: Buffer, from: number): number {
  let next = from
  for (let at = 0; at + BATCH_HEADER_BYTES <= records.length; ) {
    const size = 12 + records.readInt32BE(at + 8)
    if (at + size > records.length) break
    next = Number(records.readBigInt64BE(at)) + records.readInt32BE(at + 23) + 1
    at += size
  }
  return next
}

/** One request at a time; chunks of an answer are joined once, when it is whole. */
class FrameSocket {
  private chunks: Buffer[] = []
  private received = 0
  private waiting: { resolve(frame: ByteReader): void; reject(error: Error): void } | undefined

  private constructor(private readonly socket: ReturnType<typeof connect>) {
    socket.on('data', (chunk: Buffer) => this.feed(chunk))
    socket.on('error', (error) => this.waiting?.reject(error))
    socket.on('close', () => this.waiting?.reject(new Error('the broker closed the connection')))
  }

  static open(address: string): Promise<FrameSocket> {
    const [host, port] = address.split(':')
    return new Promise((resolve, reject) => {
      const socket = connect({ host: host!, port: Number(port), noDelay: true })
      socket.once('error', reject)
      socket.once('connect', () => resolve(new FrameSocket(socket)))
    })
  }

  ask(request: Buffer): Promise<ByteReader> {
    return new Promise((resolve, reject) => {
      this.waiting = { resolve, reject }
      this.socket.write(new ByteWriter().i32(request.length).push(request).done())
    })
  }

  close(): void {
    this.waiting = undefined
    this.socket.destroy()
  }

  private feed(chunk: Buffer): void {
    this.chunks.push(chunk)
    this.received += chunk.length
    if (this.received < 4) return
    if (this.chunks[0]!.length < 4) this.chunks = [Buffer.concat(this.chunks)]
    if (this.received < 4 + this.chunks[0]!.readInt32BE(0)) return
    const frame = Buffer.concat(this.chunks).subarray(4)
    this.chunks = []
    this.received = 0
    this.waiting?.resolve(new ByteReader(frame))
  }
}
