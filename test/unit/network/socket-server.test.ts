import { describe, expect, it } from 'vitest'
import { frame } from '../../../broker-core/network/framing'
import type { Api } from '../../../broker-core/protocol/api'
import { ApiKey } from '../../../broker-core/protocol/api-keys'
import { seeded } from '../protocol/generated-values'
import { dispatcherOf, gate, RawClient, requestFrame, responseOf, served, startServer } from './socket-world'

const listGroups = served.get(ApiKey.ListGroups) as Api
const produce = served.get(ApiKey.Produce) as Api
const noGroups = { response: { errorCode: 0, groups: [] } }
const ask = (correlationId: number) => requestFrame(listGroups, 0, correlationId, {})

function correlationIdOf(answer: Buffer | 'closed'): number | 'closed' {
  return answer === 'closed' ? 'closed' : responseOf(listGroups, 0, answer).correlationId
}

describe('SocketServer', () => {
  it('answers pipelined requests in order, one in work at a time', async () => {
    const gates = [gate(), gate(), gate()]
    const begun: number[] = []
    const { port, server } = await startServer(
      dispatcherOf(async ({ header }) => {
        begun.push(header.correlationId)
        await gates[header.correlationId]?.promise
        return noGroups
      }),
    )
    const client = new RawClient(port)
    client.socket.write(Buffer.concat([ask(0), ask(1), ask(2)]))
    gates[2]?.open()
    gates[1]?.open()
    const first = client.next()
    // A second connection is not held up by the first one's slow request.
    const other = new RawClient(port)
    other.socket.write(ask(7))
    expect(correlationIdOf(await other.next())).toBe(7)
    expect(begun).toEqual([0, 7])
    expect(server.metrics.requestsInWork).toBe(1)
    gates[0]?.open()
    expect([
      correlationIdOf(await first),
      correlationIdOf(await client.next()),
      correlationIdOf(await client.next()),
    ]).toEqual([0, 1, 2])
    expect(begun).toEqual([0, 7, 1, 2])
  })

  it('understands a request that arrives byte by byte', async () => {
    const { port } = await startServer(dispatcherOf(() => noGroups))
    const client = new RawClient(port)
    client.socket.setNoDelay(true)
    for (const byte of ask(3)) await new Promise((sent) => client.socket.write(Buffer.from([byte]), sent))
    expect(correlationIdOf(await client.next())).toBe(3)
  })

  it('stops reading while a request is in work', async () => {
    const slow = gate()
    const { port, server } = await startServer(dispatcherOf(() => slow.promise.then(() => noGroups)))
    const client = new RawClient(port)
    client.socket.write(ask(0))
    const flood = Buffer.alloc(64 * 1024 * 1024)
    const request = ask(1)
    const count = Math.floor(flood.length / request.length)
    for (let index = 0; index < count; index++) request.copy(flood, index * request.length)
    client.socket.write(flood.subarray(0, count * request.length))
    // Another client's exchanges give the flood all the time it needs.
    const other = new RawClient(port)
    for (let round = 0; round < 200; round++) {
      other.socket.write(Buffer.concat(frame([Buffer.from('00120063000000090000', 'hex')])))
      expect(await other.next()).not.toBe('closed')
    }
    expect(server.metrics.bytesReceived).toBeLessThan(2 * 1024 * 1024)
    client.socket.destroy()
    slow.open()
  })

  it('closes on an unknown API, an unserved version and a body it cannot read, each with a log line', async () => {
    const { port, lines, server } = await startServer(dispatcherOf(() => noGroups))
    const unknown = frame([Buffer.from('03e70000000000010000', 'hex')])
    const version = frame([Buffer.from('00030063000000010000', 'hex')])
    const body = frame([Buffer.from('000300010000000100007fffffff', 'hex')])
    for (const bytes of [unknown, version, body]) {
      const client = new RawClient(port)
      client.socket.write(Buffer.concat(bytes))
      expect(await client.next()).toBe('closed')
    }
    const warnings = lines.filter((line) => line.startsWith('WARN'))
    expect(warnings).toHaveLength(3)
    expect(warnings[0]).toContain('API key 999 is unknown')
    expect(warnings[1]).toContain('Metadata version 99 is not among')
    expect(warnings[2]).toContain('Metadata version 1 cannot be read')
    expect(server.metrics.requestsRefused).toBe(3)
  })

  it('closes on frames that are too large or negative, after answering what came before', async () => {
    const { port, lines } = await startServer(
      dispatcherOf(() => noGroups),
      { requestSizeMax: 1000 },
    )
    for (const size of ['000003e9', 'ffffffff']) {
      const client = new RawClient(port)
      client.socket.write(Buffer.concat([ask(5), Buffer.from(size, 'hex')]))
      expect(correlationIdOf(await client.next())).toBe(5)
      expect(await client.next()).toBe('closed')
    }
    expect(lines.filter((line) => line.includes('1001 bytes, at most 1000'))).not.toHaveLength(0)
  })

  it('answers ApiVersions in a version too new with version 0 and the range it serves (KIP-511)', async () => {
    const { port } = await startServer(dispatcherOf(() => noGroups))
    const client = new RawClient(port)
    client.socket.write(Buffer.concat([...frame([Buffer.from('00120063000000090000', 'hex')]), ask(2)]))
    const answer = await client.next()
    // int32 correlation id, int16 error 35, one entry {18, 0, 4}: seen so on Apache Kafka 3.9.1.
    expect((answer as Buffer).toString('hex')).toBe('00000009' + '0023' + '00000001' + '001200000004')
    expect(correlationIdOf(await client.next())).toBe(2)
  })

  it('sends nothing for noResponse, closes for close', async () => {
    const { port } = await startServer(
      dispatcherOf(({ api, header }) => {
        if (api.key !== ApiKey.Produce) return noGroups
        return header.correlationId === 1 ? 'noResponse' : 'close'
      }),
    )
    const client = new RawClient(port)
    const fireAndForget = (correlationId: number) =>
      requestFrame(produce, 3, correlationId, { transactionalId: null, acks: 0, timeoutMs: 1, topicData: [] })
    client.socket.write(Buffer.concat([fireAndForget(1), ask(2), fireAndForget(3), ask(4)]))
    expect(correlationIdOf(await client.next())).toBe(2)
    expect(await client.next()).toBe('closed')
  })

  it('survives a dispatcher that throws, rejects, or answers with nonsense', async () => {
    const { port, lines } = await startServer(
      dispatcherOf(({ header }) => {
        if (header.correlationId === 0) throw new Error('thrown')
        if (header.correlationId === 1) return Promise.reject(new Error('rejected'))
        return header.correlationId === 2 ? { response: { groups: 3 } } : noGroups
      }),
    )
    for (const correlationId of [0, 1, 2]) {
      const client = new RawClient(port)
      client.socket.write(ask(correlationId))
      expect(await client.next()).toBe('closed')
    }
    expect(lines.filter((line) => line.startsWith('ERROR'))).toHaveLength(3)
    const client = new RawClient(port)
    client.socket.write(ask(9))
    expect(correlationIdOf(await client.next())).toBe(9)
  })

  it('outlives hostile bytes', async () => {
    const { port, server } = await startServer(dispatcherOf(() => noGroups))
    const random = seeded(42)
    for (let round = 0; round < 150; round++) {
      const client = new RawClient(port)
      const payload = Buffer.alloc(8 + Math.floor(random() * 60))
      for (let index = 0; index < payload.length; index++) payload[index] = Math.floor(random() * 256)
      payload.writeInt16BE(Math.floor(random() * 62), 0)
      payload.writeInt16BE(Math.floor(random() * 13), 2)
      client.socket.write(Buffer.concat(round % 3 === 0 ? [payload] : frame([payload])))
      client.socket.end()
      await client.next()
    }
    const client = new RawClient(port)
    client.socket.write(ask(1))
    expect(correlationIdOf(await client.next())).toBe(1)
    expect(server.bytesInFlight).toBe(0)
  })

  it('closes an idle connection', async () => {
    const { port, server } = await startServer(
      dispatcherOf(() => noGroups),
      { idleMs: 50 },
    )
    const client = new RawClient(port)
    client.socket.write(ask(1))
    expect(correlationIdOf(await client.next())).toBe(1)
    expect(await client.next()).toBe('closed')
    expect(server.metrics.connectionsIdleClosed).toBe(1)
  })

  it('makes requests wait while the bytes in flight are used up', async () => {
    const held = gate()
    const begun: number[] = []
    const { port, server } = await startServer(
      dispatcherOf(async ({ header }) => {
        begun.push(header.correlationId)
        if (header.correlationId === 1) await held.promise
        return noGroups
      }),
      { bytesInFlightMax: 1 },
    )
    const first = new RawClient(port)
    first.socket.write(ask(1))
    const second = new RawClient(port)
    second.socket.write(ask(2))
    while (server.metrics.bytesReceived < 2 * ask(1).length) await new Promise((soon) => setImmediate(soon))
    expect(begun).toEqual([1])
    held.open()
    expect(correlationIdOf(await first.next())).toBe(1)
    expect(correlationIdOf(await second.next())).toBe(2)
    expect(server.bytesInFlight).toBe(0)
  })

  it('refuses connections over the limit', async () => {
    const { port, server } = await startServer(
      dispatcherOf(() => noGroups),
      { limits: () => ({ connectionsMax: 1, connectionsPerAddressMax: 100, perAddressOverrides: new Map() }) },
    )
    const first = new RawClient(port)
    first.socket.write(ask(1))
    expect(correlationIdOf(await first.next())).toBe(1)
    expect(await new RawClient(port).next()).toBe('closed')
    expect(server.metrics.connectionsRejected).toBe(1)
    expect(server.metrics.connectionsOpen).toBe(1)
  })

  it('drops answers in work when it stops', async () => {
    const held = gate()
    const begun = gate()
    const { port, server } = await startServer(
      dispatcherOf(async () => {
        begun.open()
        await held.promise
        return noGroups
      }),
    )
    const client = new RawClient(port)
    client.socket.write(ask(1))
    await begun.promise
    await server.stop()
    expect(server.metrics.connectionsOpen).toBe(0)
    expect(server.bytesInFlight).toBe(0)
    held.open()
    expect(await client.next()).toBe('closed')
  })
})
