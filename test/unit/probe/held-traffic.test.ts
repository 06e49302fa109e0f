import { beforeEach, describe, expect, it } from 'vitest'
import { HeldTraffic } from '../../../broker-core/probe/held-traffic'
import type { Connection, ConnectionHandler, ConnectOptions, Network } from '../../../broker-core/runtime/network'
import { VirtualTime } from '../../helpers/virtual-time'

/** A wire in memory: what was written, and a handle for what arrives. */
class Wire implements Connection {
  readonly remoteHost = 'broker2'
  readonly remotePort = 9092
  readonly localPort = 40_000
  readonly bufferedBytes = 0
  readonly written: string[] = []
  paused = false
  constructor(readonly far: ConnectionHandler) {}
  write(buffers: readonly Buffer[]): boolean {
    this.written.push(Buffer.concat(buffers).toString())
    return true
  }
  pause(): void {
    this.paused = true
  }
  resume(): void {
    this.paused = false
  }
  end(): void {}
  destroy(): void {}
}

describe('traffic to another broker', () => {
  let time: VirtualTime
  let traffic: HeldTraffic
  let wires: Wire[]
  let seen: string[]
  const write = (connection: Connection, text: string) => connection.write([Buffer.from(text)])

  beforeEach(() => {
    time = new VirtualTime()
    traffic = new HeldTraffic(time, time, () => undefined)
    wires = []
    seen = []
  })
  const connect = (): Connection => {
    const network = {
      connect: ({ handler }: ConnectOptions) => {
        const wire = new Wire(handler)
        wires.push(wire)
        return wire
      },
    } as unknown as Network
    const handler: ConnectionHandler = {
      opened: () => seen.push('opened'),
      data: (chunk) => seen.push(chunk.toString()),
      closed: (error) => seen.push(`closed ${(error as { code?: string } | undefined)?.code ?? ''}`),
    }
    return traffic.over(network).connect({ host: 'broker2', port: 9092, timeoutMs: 30_000, handler })
  }
  const connected = () => {
    const connection = connect()
    wires[0]!.far.opened?.()
    return connection
  }

  it('passes as it comes without an effect', () => {
    write(connected(), 'fetch')
    wires[0]!.far.data(Buffer.from('records'))
    expect([wires[0]!.written, seen]).toEqual([['fetch'], ['opened', 'records']])
  })

  it('that is dropped stays away for ten minutes both ways, and comes in order when the gate goes', () => {
    const connection = connected()
    traffic.hold({ kind: 'drop' })
    write(connection, 'one')
    write(connection, 'two')
    wires[0]!.far.data(Buffer.from('answer'))
    time.advance(600_000)
    expect([wires[0]!.written, wires[0]!.paused, seen]).toEqual([[], true, ['opened']])
    expect(traffic.waiting()).toMatchObject([{ connections: 1, connecting: 0, bytes: 12 }])
    traffic.release()
    expect([wires[0]!.written, wires[0]!.paused, seen]).toEqual([['one', 'two'], false, ['opened', 'answer']])
    expect(traffic.waiting()).toEqual([])
  })

  it('that is dropped makes no new connection, until its timeout', () => {
    traffic.hold({ kind: 'drop' })
    connect()
    time.advance(29_999)
    expect([wires.length, seen]).toEqual([0, []])
    time.advance(1)
    expect(seen).toEqual(['closed ETIMEDOUT'])
    expect(traffic.waiting()).toMatchObject([{ connections: 0, connecting: 0 }])
  })

  it('that was dropped connects when the gate goes in time', () => {
    traffic.hold({ kind: 'drop' })
    connect()
    traffic.release()
    wires[0]!.far.opened?.()
    time.advance(600_000)
    expect(seen).toEqual(['opened'])
  })

  it('that is refused breaks at once, and again with every new connection', () => {
    connected()
    traffic.hold({ kind: 'refuse' })
    expect(seen).toEqual(['opened', 'closed ECONNRESET'])
    connect()
    time.advance(0)
    expect(seen).toEqual(['opened', 'closed ECONNRESET', 'closed ECONNREFUSED'])
    traffic.release()
    connect()
    expect(wires).toHaveLength(2)
  })

  it('that is delayed comes later, each chunk by as much and in its order', () => {
    const connection = connected()
    traffic.hold({ kind: 'delay', delayMs: 200 })
    write(connection, 'one')
    time.advance(150)
    write(connection, 'two')
    expect(wires[0]!.written).toEqual([])
    time.advance(50)
    expect(wires[0]!.written).toEqual(['one'])
    time.advance(149)
    expect(wires[0]!.written).toEqual(['one'])
    time.advance(1)
    expect(wires[0]!.written).toEqual(['one', 'two'])
  })

  it('that is delayed no longer than it stands behind the gate when the gate goes', () => {
    const connection = connected()
    traffic.hold({ kind: 'delay', delayMs: 200 })
    write(connection, 'one')
    traffic.release()
    write(connection, 'two')
    expect(wires[0]!.written).toEqual(['one', 'two'])
  })
})
