import type { LinkCounters } from './client-link'
import type { CoordinationSnapshot } from './events'

/** The protocol level this server speaks, in the form clients parse out of `srvr` and `envi`. */
const VERSION = '3.8.4-highwater, built on 2026-11-23 00:00 UTC'

export interface WordContext {
  snapshot: CoordinationSnapshot
  counters: LinkCounters
  connections: readonly { remote: string; sessionId: string | undefined; received: number; sent: number }[]
}

const WORDS: Record<string, (context: WordContext) => string> = {
  ruok: () => 'imok',
  isro: () => 'rw',
  envi: () => `Environment:\nzookeeper.version=${VERSION}\n`,
  srvr: (context) => versionLine() + server(context),
  stat: (context) => `${versionLine()}Clients:\n${connections(context)}\n${server(context)}`,
  cons: (context) => `${connections(context)}\n`,
  mntr: monitor,
}

export function isFourLetterWord(word: string): boolean {
  return Object.hasOwn(WORDS, word)
}

export function answerFourLetterWord(word: string, context: WordContext): string {
  return WORDS[word]!(context)
}

const versionLine = (): string => `Zookeeper version: ${VERSION}\n`

function server({ snapshot, counters }: WordContext): string {
  const { minMs, averageMs, maxMs } = latency(counters)
  return [
    `Latency min/avg/max: ${minMs}/${averageMs.toFixed(4)}/${maxMs}`,
    `Received: ${counters.received}`,
    `Sent: ${counters.sent}`,
    `Connections: ${snapshot.connectionCount}`,
    'Outstanding: 0',
    `Zxid: ${snapshot.zxid}`,
    'Mode: standalone',
    `Node count: ${snapshot.znodeCount}`,
    '',
  ].join('\n')
}

function connections({ connections: all }: WordContext): string {
  return all
    .map(({ remote, sessionId, received, sent }) => {
      const session = sessionId === undefined ? '' : `,sid=0x${sessionId}`
      return ` /${remote}[1](queued=0,recved=${received},sent=${sent}${session})\n`
    })
    .join('')
}

function monitor({ snapshot, counters }: WordContext): string {
  const { minMs, averageMs, maxMs } = latency(counters)
  const values: [string, string | number][] = [
    ['zk_version', VERSION],
    ['zk_server_state', 'standalone'],
    ['zk_avg_latency', averageMs.toFixed(4)],
    ['zk_max_latency', maxMs],
    ['zk_min_latency', minMs],
    ['zk_packets_received', counters.received],
    ['zk_packets_sent', counters.sent],
    ['zk_num_alive_connections', snapshot.connectionCount],
    ['zk_outstanding_requests', 0],
    ['zk_znode_count', snapshot.znodeCount],
    ['zk_ephemerals_count', snapshot.ephemeralCount],
    ['zk_watch_count', snapshot.watchCount],
    ['zk_global_sessions', snapshot.sessions.length],
  ]
  return values.map(([name, value]) => `${name}\t${value}\n`).join('')
}

function latency(counters: LinkCounters): { minMs: number; averageMs: number; maxMs: number } {
  if (counters.sent === 0) return { minMs: 0, averageMs: 0, maxMs: 0 }
  return {
    minMs: Math.round(counters.latencyMinMs),
    averageMs: counters.latencyTotalMs / counters.sent,
    maxMs: Math.round(counters.latencyMaxMs),
  }
}
