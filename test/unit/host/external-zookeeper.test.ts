import { createServer } from 'node:net'
import { describe, expect, it } from 'vitest'
import { askServerStatus, firstServer, parseServerStatus } from '../../../electron/host/cluster/external-zookeeper'

const answer =
  'Zookeeper version: 3.8.4\nLatency min/avg/max: 0/0.5/3\nConnections: 4\nZxid: 0x2f\nMode: standalone\nNode count: 132\n'

describe("somebody else's ZooKeeper", () => {
  it('tells its state, or that it does not tell', () => {
    expect(parseServerStatus(answer)).toEqual({ running: true, zxid: '0x2f', znodeCount: 132 })
    expect(parseServerStatus('srvr is not executed because it is not in the whitelist.\n')).toEqual({
      running: true,
      zxid: null,
      znodeCount: null,
    })
  })

  it('is the first of the connection string', () => {
    expect(firstServer('zk1:2182,zk2:2183/kafka')).toEqual({ host: 'zk1', port: 2182 })
  })

  it('is asked over its own port, and missed when it is gone', async () => {
    const server = createServer((socket) => socket.once('data', () => socket.end(answer)))
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const { port } = server.address() as { port: number }
    expect(await askServerStatus('127.0.0.1', port)).toMatchObject({ running: true, znodeCount: 132 })
    await new Promise((resolve) => server.close(resolve))
    expect(await askServerStatus('127.0.0.1', port)).toMatchObject({ running: false })
  })
})
