import { describe, expect, it } from 'vitest'
import { ControlChannel } from '../../../broker-core/controller/control-channel'
import type { ControlConnection } from '../../../broker-core/controller/control-connection'
import type { ControlRequest } from '../../../broker-core/controller/control-request'
import { createLogger, createNodeRuntime } from '../../../broker-core/runtime/node'

/** A channel over a connection whose sends are answered, or failed, by hand. */
async function channelTo() {
  const lines: string[] = []
  const { scheduler } = await createNodeRuntime({ logger: createLogger([]) })
  const pending: { epoch: number; resolve: () => void; reject: (error: Error) => void }[] = []
  const arrivals: (() => void)[] = []
  let closed = false
  const connection: ControlConnection = {
    send: (_api, _version, request) =>
      new Promise((resolve, reject) => {
        const { controllerEpoch: epoch } = request as { controllerEpoch: number }
        pending.push({ epoch, resolve: () => resolve({ errorCode: 0 } as never), reject })
        arrivals.shift()?.()
      }),
    close: () => {
      closed = true
      for (const { reject } of pending.splice(0)) reject(new Error('closed'))
    },
  }
  const channel = new ControlChannel(2, connection, scheduler, createLogger([(line) => lines.push(line)]))
  const next = async () => {
    if (pending.length === 0) await new Promise<void>((resolve) => arrivals.push(resolve))
    return pending.shift()!
  }
  return { channel, lines, pending, next, isClosed: () => closed }
}

function request(epoch: number, answered: (epoch: number) => void): ControlRequest {
  const body = {
    controllerId: 1,
    controllerEpoch: epoch,
    ungroupedPartitionStates: [],
    topicStates: [],
    liveBrokers: [],
  }
  return { kind: 'updateMetadata', version: 6, body, answered: () => answered(epoch) }
}

describe('a channel to one broker', () => {
  it('has one request in flight and keeps their order', async () => {
    const { channel, pending, next } = await channelTo()
    const answered: number[] = []
    for (const epoch of [1, 2, 3]) channel.send(request(epoch, (done) => answered.push(done)))
    for (const epoch of [1, 2, 3]) {
      const current = await next()
      expect([current.epoch, pending.length]).toEqual([epoch, 0])
      current.resolve()
    }
    await expect.poll(() => answered).toEqual([1, 2, 3])
    expect(channel.length).toBe(0)
  })

  it('sends the same request again until it is answered', async () => {
    const { channel, next, lines } = await channelTo()
    const answered: number[] = []
    channel.send(request(1, (done) => answered.push(done)))
    channel.send(request(2, (done) => answered.push(done)))
    ;(await next()).reject(new Error('connection refused'))
    const again = await next()
    expect(again.epoch).toBe(1)
    again.resolve()
    const second = await next()
    expect([second.epoch, answered]).toEqual([2, [1]])
    second.resolve()
    expect(lines.join()).toContain('fails to send updateMetadata to broker 2')
  })

  it('closed, it drops what waits and reports no late answer', async () => {
    const { channel, next, isClosed } = await channelTo()
    const answered: number[] = []
    channel.send(request(1, (done) => answered.push(done)))
    channel.send(request(2, (done) => answered.push(done)))
    const first = await next()
    channel.close()
    first.resolve()
    channel.send(request(3, (done) => answered.push(done)))
    await new Promise((resolve) => setImmediate(resolve))
    expect([answered, channel.length, isClosed()]).toEqual([[], 0, true])
  })
})
