import { describe, expect, it } from 'vitest'
import type { Connection } from '../../../broker-core/runtime/network'
import { createNodeNetwork } from '../../../broker-core/runtime/node/network'

describe('node network', () => {
  const network = createNodeNetwork()

  it('carries bytes both ways and reports the end once', async () => {
    const listener = await network.listen({
      host: '127.0.0.1',
      port: 0,
      accept: (connection) => ({
        data: (chunk) => void connection.write([Buffer.from('<'), Buffer.from(chunk), Buffer.from('>')]),
        closed: () => undefined,
      }),
    })
    let received = ''
    let ends = 0
    await new Promise<void>((resolve) => {
      const connection: Connection = network.connect({
        host: '127.0.0.1',
        port: listener.port,
        timeoutMs: 5000,
        handler: {
          opened: () => void connection.write([Buffer.from('hello')]),
          data: (chunk) => {
            received += chunk.toString()
            if (received.endsWith('>')) connection.end()
          },
          closed: () => {
            ends++
            resolve()
          },
        },
      })
    })
    expect(received).toBe('<hello>')
    expect(ends).toBe(1)
    await listener.close()
  })

  it('says which address is taken', async () => {
    const accept = () => ({ data: () => undefined, closed: () => undefined })
    const first = await network.listen({ host: '127.0.0.1', port: 0, accept })
    await expect(network.listen({ host: '127.0.0.1', port: first.port, accept })).rejects.toThrow(
      `127.0.0.1:${first.port} is already in use`,
    )
    await first.close()
    const again = await network.listen({ host: '127.0.0.1', port: first.port, accept })
    await again.close()
  })

  it('reports a refused connection through closed', async () => {
    const accept = () => ({ data: () => undefined, closed: () => undefined })
    const listener = await network.listen({ host: '127.0.0.1', port: 0, accept })
    await listener.close()
    const error = await new Promise<Error | undefined>((resolve) => {
      network.connect({
        host: '127.0.0.1',
        port: listener.port,
        timeoutMs: 5000,
        handler: { data: () => undefined, closed: resolve },
      })
    })
    expect(error?.message).toContain('ECONNREFUSED')
  })
})
