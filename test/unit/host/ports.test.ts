import { createServer, type Server } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { listeningInodes, portHolder } from '../../../electron/host/cluster/port-holder'
import { findFreePorts, nextFreePort, requireFreePorts, takenPort } from '../../../electron/host/cluster/ports'
import { names } from '../../../electron/host/words/names'

const HOST = '127.0.0.1'
const servers: Server[] = []
afterEach(() => Promise.all(servers.splice(0).map((server) => new Promise((resolve) => server.close(resolve)))))

async function taken(): Promise<number> {
  const server = createServer()
  servers.push(server)
  await new Promise<void>((resolve) => server.listen(0, HOST, resolve))
  return (server.address() as { port: number }).port
}

describe('ports', () => {
  const wanted = {
    port: 9092,
    of: names.broker(1),
    wayOut: { en: 'choose others with --ports', ko: '--ports로 다른 포트를 고르십시오' },
  }

  it('names a taken port, its holder and the way out', () => {
    expect(takenPort(HOST, wanted, 'EADDRINUSE', { pid: 77, name: 'java' }).texts).toEqual({
      en: 'port 9092 (broker 1) is taken by java (process 77); stop it, or choose others with --ports',
      ko: 'java(프로세스 77)이(가) 포트 9092(브로커 1)을(를) 쓰고 있습니다. 그 프로세스를 중지하거나 --ports로 다른 포트를 고르십시오',
    })
    expect(takenPort(HOST, wanted, 'EADDRINUSE', null).message).toContain(
      'is taken by another process; stop it, or choose',
    )
    expect(takenPort(HOST, wanted, 'EACCES', null).message).toBe(
      '127.0.0.1:9092 (broker 1) cannot be used: EACCES; choose others with --ports',
    )
  })

  it('finds out about a real one', async () => {
    const port = await taken()
    const [free] = await findFreePorts(HOST, 1)
    const ports = [
      { ...wanted, port: free! },
      { ...wanted, port, of: names.broker(2) },
    ]
    await expect(requireFreePorts(HOST, ports)).rejects.toMatchObject({
      code: 'PORT_IN_USE',
      message: expect.stringContaining(`port ${port} (broker 2) is taken by`),
    })
    await expect(requireFreePorts(HOST, [ports[0]!])).resolves.toBeUndefined()
  })

  it.skipIf(process.platform !== 'linux')('knows that this process holds its own port', async () => {
    expect(portHolder(await taken())?.pid).toBe(process.pid)
  })

  it('passes over taken and used ports', async () => {
    const port = await taken()
    const next = await nextFreePort(HOST, port, new Set([port + 1]))
    expect(next).toBeGreaterThan(port + 1)
  })

  it('reads only listening rows of the kernel table', () => {
    const table = [
      '  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode',
      '   0: 0100007F:2384 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 4711 1 0 100 0 0 10 0',
      '   1: 0100007F:2384 0100007F:D431 01 00000000:00000000 00:00000000 00000000     0        0 4712 1 0 20 4 30 10 -1',
    ].join('\n')
    expect(listeningInodes(table, 9092)).toEqual(['4711'])
    expect(listeningInodes(table, 9093)).toEqual([])
  })
})
