import { connect } from 'node:net'

export interface ServerStatus {
  running: boolean
  zxid: string | null
  znodeCount: number | null
}

const PATIENCE_MS = 2000
const INTERVAL_MS = 2000
const ANSWER_MAX = 16_384

/** What a ZooKeeper answers to the four-letter word `srvr` (allowed by default). One that refuses the word still runs. */
export function parseServerStatus(text: string): ServerStatus {
  const zxid = /^Zxid: (0x[0-9a-f]+)$/m.exec(text)
  const count = /^Node count: (\d+)$/m.exec(text)
  return { running: true, zxid: zxid?.[1] ?? null, znodeCount: count ? Number(count[1]) : null }
}

export function askServerStatus(host: string, port: number): Promise<ServerStatus> {
  return new Promise((resolve) => {
    let text = ''
    const socket = connect({ host, port })
    socket.setTimeout(PATIENCE_MS, () => socket.destroy())
    socket.once('connect', () => socket.write('srvr'))
    socket.on('data', (chunk) => {
      text += chunk.toString('latin1')
      if (text.length > ANSWER_MAX) socket.destroy()
    })
    // A refusal ends in 'close' as well, with nothing read.
    socket.on('error', () => undefined)
    socket.once('close', () =>
      resolve(text === '' ? { running: false, zxid: null, znodeCount: null } : parseServerStatus(text)),
    )
  })
}

/** The first server of `host:port,…/chroot`. */
export function firstServer(zookeeperConnect: string): { host: string; port: number } {
  const [host = '127.0.0.1', port = '2181'] = (zookeeperConnect.split(/[,/]/)[0] ?? '').split(':')
  return { host, port: Number(port) }
}

/** A ZooKeeper that is not the lab's: only asked how it is, and only while somebody looks. */
export class ExternalZooKeeper {
  status: (ServerStatus & { atMs: number; sinceMs: number }) | null = null
  private askedMs = 0

  constructor(
    private readonly zookeeperConnect: string,
    private readonly changed: () => void,
  ) {}

  look(): void {
    if (Date.now() - this.askedMs < INTERVAL_MS) return
    this.askedMs = Date.now()
    const { host, port } = firstServer(this.zookeeperConnect)
    void askServerStatus(host, port).then((status) => {
      const same = this.status?.running === status.running
      this.status = { ...status, atMs: Date.now(), sinceMs: same ? (this.status?.sinceMs ?? 0) : Date.now() }
      this.changed()
    })
  }
}
