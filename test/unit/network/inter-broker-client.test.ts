import { createServer, type Server, type Socket } from 'node:net'
import { describe, expect, it } from 'vitest'
import { BrokerConnectionError } from '../../../broker-core/network/broker-connection-error'
import { InterBrokerClient, type InterBrokerClientOptions } from '../../../broker-core/network/inter-broker-client'
import { fetch } from '../../../broker-core/protocol/messages/01-fetch'
import { stopReplica } from '../../../broker-core/protocol/messages/05-stop-replica'
import { listGroups } from '../../../broker-core/protocol/messages/16-list-groups'
import { createNodeRuntime } from '../../../broker-core/runtime/node'
import { cleanup, dispatcherOf, gate, recordingLogger, startServer } from './socket-world'

async function clientOf(port: number, overrides: Partial<InterBrokerClientOptions> = {}) {
  const runtime = await createNodeRuntime({ logger: recordingLogger().logger })
  const options = { runtime, host: '127.0.0.1', port, name: 'broker 2', clientId: '1', requestTimeoutMs: 5000 }
  const client = new InterBrokerClient({ ...options, reconnectBackoffMs: 5, reconnectBackoffMaxMs: 20, ...overrides })
  cleanup(() => client.close())
  return client
}

async function failureOf(promise: Promise<unknown>): Promise<string> {
  const error = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  )
  if (!(error instanceof BrokerConnectionError)) throw new Error(`no BrokerConnectionError but ${error}`)
  return error.failure
}

/** A listener that is no broker. */
async function listen(accept: (socket: Socket) => void): Promise<{ server: Server; port: number }> {
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => undefined)
    accept(socket)
  })
  await new Promise<void>((bound) => server.listen(0, '127.0.0.1', bound))
  cleanup(() => {
    for (const socket of sockets) socket.destroy()
    server.close()
  })
  const address = server.address()
  return { server, port: typeof address === 'object' && address !== null ? address.port : 0 }
}

const noGroups = { response: { errorCode: 0, groups: [] } }

describe('InterBrokerClient', () => {
  it('matches answers to requests, over one connection', async () => {
    const { port, server } = await startServer(
      dispatcherOf(({ api, header, body }) => {
        expect(header.clientId).toBe('1')
        if (api.key === listGroups.key) return noGroups
        const { controllerId } = body as { controllerId: number }
        return { response: { errorCode: controllerId, partitionErrors: [] } }
      }),
    )
    const client = await clientOf(port)
    const answers = await Promise.all(
      Array.from({ length: 30 }, (_, controllerId) =>
        client.send(stopReplica, 3, { controllerId, controllerEpoch: 1, brokerEpoch: 1, topicStates: [] }),
      ),
    )
    expect(answers.map((answer) => answer.errorCode)).toEqual(Array.from({ length: 30 }, (_, index) => index))
    expect(server.metrics.connectionsAccepted).toBe(1)
    expect(client.metrics.responsesReceived).toBe(30)
  })

  it('carries large record batches', async () => {
    const records = Buffer.alloc(5_000_000, 7)
    const partition = { partitionIndex: 0, errorCode: 0, highWatermark: 1, abortedTransactions: null }
    const { port } = await startServer(
      dispatcherOf(() => ({
        response: {
          errorCode: 0,
          responses: [{ topic: 'a', partitions: [{ ...partition, records: [records, records] }] }],
        },
      })),
    )
    const client = await clientOf(port)
    const answer = await client.send(fetch, 11, {
      replicaId: 1,
      maxWaitMs: 0,
      minBytes: 1,
      topics: [],
      forgottenTopicsData: [],
      rackId: '',
    })
    expect(answer.responses[0]?.partitions[0]?.records?.equals(Buffer.concat([records, records]))).toBe(true)
  })

  it('says so when nobody listens, and connects when somebody does', async () => {
    const { server, port } = await listen(() => undefined)
    await new Promise((closed) => server.close(closed))
    const client = await clientOf(port)
    expect(await failureOf(client.send(listGroups, 0, { statesFilter: [] }))).toBe('notConnected')
    const late = await startServer(
      dispatcherOf(() => noGroups),
      { listeners: [{ name: 'PLAINTEXT', host: '127.0.0.1', port }] },
    )
    expect((await client.send(listGroups, 0, { statesFilter: [] })).groups).toEqual([])
    expect(late.server.metrics.connectionsAccepted).toBe(1)
  })

  it('fails what is on the wire when the connection is lost, and connects anew for the next', async () => {
    const begun = gate()
    let first = true
    const { port } = await startServer(
      dispatcherOf(() => {
        if (!first) return noGroups
        first = false
        begun.open()
        return 'close'
      }),
    )
    const client = await clientOf(port)
    expect(await failureOf(client.send(listGroups, 0, { statesFilter: [] }))).toBe('lost')
    expect((await client.send(listGroups, 0, { statesFilter: [] })).errorCode).toBe(0)
    expect(client.metrics.connects).toBe(2)
  })

  it('gives up a connection whose answer is late', async () => {
    const never = gate()
    const { port, server } = await startServer(dispatcherOf(() => never.promise.then(() => noGroups)))
    const client = await clientOf(port, { requestTimeoutMs: 40 })
    expect(await failureOf(client.send(listGroups, 0, { statesFilter: [] }))).toBe('timedOut')
    expect(client.isConnected).toBe(false)
    never.open()
    while (server.metrics.connectionsOpen > 0) await new Promise((soon) => setImmediate(soon))
  })

  it.each([
    ['an answer to another request', '0000000a' + '00000063' + '000000000000'],
    ['an answer it cannot read', '0000000a' + '00000000' + '00007fffffff'],
    ['a negative size', 'fffffff0'],
  ])('gives up on %s', async (_, hex) => {
    const { port } = await listen((socket) => socket.once('data', () => socket.write(Buffer.from(hex, 'hex'))))
    const client = await clientOf(port)
    expect(await failureOf(client.send(listGroups, 0, { statesFilter: [] }))).toBe('malformed')
  })

  it('lets nothing pend when it is closed', async () => {
    const never = gate()
    const { port } = await startServer(dispatcherOf(() => never.promise.then(() => noGroups)))
    const client = await clientOf(port, { inFlightMax: 1 })
    const pending = [
      client.send(listGroups, 0, { statesFilter: [] }),
      client.send(listGroups, 0, { statesFilter: [] }),
    ].map(failureOf)
    client.close()
    client.close()
    expect(await Promise.all(pending)).toEqual(['closed', 'closed'])
    expect(await failureOf(client.send(listGroups, 0, { statesFilter: [] }))).toBe('closed')
    never.open()
  })

  it('keeps to inFlightMax and refuses more than waitingMax', async () => {
    const held = gate()
    let inWork = 0
    const { port, server } = await startServer(
      dispatcherOf(async () => {
        inWork++
        await held.promise
        return noGroups
      }),
    )
    const client = await clientOf(port, { inFlightMax: 2, waitingMax: 3 })
    const sent = Array.from({ length: 3 }, () => client.send(listGroups, 0, { statesFilter: [] }))
    expect(await failureOf(client.send(listGroups, 0, { statesFilter: [] }))).toBe('notConnected')
    while (inWork === 0) await new Promise((soon) => setImmediate(soon))
    expect(client.metrics.requestsSent).toBe(2)
    held.open()
    await Promise.all(sent)
    expect(server.metrics.requestsReceived).toBe(3)
  })
})
