import { describe, expect, it } from 'vitest'
import { Reader } from '../../../broker-core/bytes/reader'
import { silentLogger } from '../../../broker-core/runtime/silent-logger'
import { ArmedWatches } from '../../../broker-core/znodes/session/armed-watches'
import { parseConnectString } from '../../../broker-core/znodes/session/connect-string'
import { type Outcome, RequestLine } from '../../../broker-core/znodes/session/request-line'
import { ServerRotation } from '../../../broker-core/znodes/session/server-rotation'
import { SessionStates } from '../../../broker-core/znodes/session/session-states'
import type { WireConnection } from '../../../broker-core/znodes/session/wire-connection'

describe('a connect string', () => {
  it.each([
    ['localhost:2181', [['localhost', 2181]], ''],
    [
      'a:1, b:2,c/chroot/x/',
      [
        ['a', 1],
        ['b', 2],
        ['c', 2181],
      ],
      '/chroot/x',
    ],
    ['[::1]:2181/k', [['::1', 2181]], '/k'],
    ['host/', [['host', 2181]], ''],
  ])('%s', (text, servers, chroot) => {
    expect(parseConnectString(text)).toEqual({ servers: servers.map(([host, port]) => ({ host, port })), chroot })
  })

  it.each(['', '/chroot', 'a:b', 'a:99999', 'a:1//x', '::1:2181'])('%j is refused, shown in the message', (text) => {
    expect(() => parseConnectString(text)).toThrow(`zookeeper.connect=${text}`)
  })
})

describe('the rotation of servers', () => {
  const servers = ['a', 'b', 'c'].map((host) => ({ host, port: 1 }))
  const random = { bytes: () => Buffer.alloc(0), integer: () => 0 }

  it('tries each once without a pause, then pauses after every round', () => {
    const rotation = new ServerRotation(servers, random)
    const tried = Array.from({ length: 7 }, () => rotation.next())
    expect(new Set(tried.slice(0, 3).map(({ server }) => server.host)).size).toBe(3)
    expect(tried.map(({ pauseMs }) => pauseMs > 0)).toEqual([false, false, false, true, false, false, true])
  })

  it('begins a new round after a connection', () => {
    const rotation = new ServerRotation(servers.slice(0, 1), random)
    rotation.next()
    rotation.connected()
    expect(rotation.next().pauseMs).toBe(0)
    expect(rotation.next().pauseMs).toBeGreaterThan(0)
  })
})

describe('watches to leave again', () => {
  it('are those that have not fired', () => {
    const watches = new ArmedWatches()
    watches.arm('data', '/a')
    watches.arm('exist', '/b')
    watches.arm('child', '/c')
    watches.arm('child', '/d')
    watches.arm('data', '/d')
    watches.fired('dataChanged', '/a')
    watches.fired('created', '/b')
    watches.fired('childrenChanged', '/d')
    expect(watches.rearmRequests(9)).toEqual([
      { type: 'setWatches', relativeZxid: 9, dataPaths: ['/d'], existPaths: [], childPaths: ['/c'] },
    ])
    watches.fired('deleted', '/d')
    watches.fired('deleted', '/c')
    expect(watches.rearmRequests(9)).toEqual([])
  })

  it('go out in batches below the packet limit, none lost', () => {
    const watches = new ArmedWatches()
    for (let index = 0; index < 5000; index++) watches.arm('data', `/${'x'.repeat(100)}${index}`)
    const requests = watches.rearmRequests(1)
    expect(requests.length).toBeGreaterThan(3)
    expect(requests.flatMap(({ dataPaths }) => dataPaths)).toHaveLength(5000)
    for (const { dataPaths } of requests) expect(dataPaths.join('').length).toBeLessThan(140_000)
  })
})

describe('the line of requests', () => {
  function line(inFlightMax: number) {
    const sent: number[] = []
    const outcomes: string[] = []
    const requests = new RequestLine(inFlightMax)
    const wire = { send: (xid: number) => sent.push(xid) } as unknown as WireConnection
    const ask = (name: string) =>
      requests.add({ type: 'delete', path: `/${name}`, version: -1 }, (outcome: Outcome) => {
        outcomes.push(`${name} ${'error' in outcome ? outcome.error : 'done'}`)
      })
    const answer = (xid: number) => requests.answer({ xid, zxid: 1, error: 'OK' }, new Reader(Buffer.alloc(0)))
    return { requests, wire, sent, outcomes, ask, answer }
  }

  it('lets so many be in flight and keeps the order', () => {
    const { requests, wire, sent, outcomes, ask, answer } = line(2)
    requests.attach(wire)
    for (const name of ['a', 'b', 'c']) ask(name)
    expect(sent).toEqual([1, 2])
    answer(1)
    expect(sent).toEqual([1, 2, 3])
    answer(2)
    answer(3)
    expect(outcomes).toEqual(['a done', 'b done', 'c done'])
  })

  it('refuses an answer out of step', () => {
    const { requests, wire, ask, answer } = line(2)
    requests.attach(wire)
    ask('a')
    expect(() => answer(2)).toThrow('an answer to request 2 came instead of one to 1')
  })

  it('fails what is in flight and what waits, in order, when the connection is lost', () => {
    const { requests, wire, outcomes, ask } = line(1)
    requests.attach(wire)
    ask('a')
    ask('b')
    requests.fail('CONNECTIONLOSS')
    expect(outcomes).toEqual(['a CONNECTIONLOSS', 'b CONNECTIONLOSS'])
  })
})

describe('session states', () => {
  it('tell who waits for a connection, and refuse impossible steps', async () => {
    const states = new SessionStates(silentLogger)
    const first = states.whenConnected()
    states.become('connected')
    await first
    expect(() => states.become('connected')).toThrow('cannot go from connected to connected')
    states.become('connecting')
    const second = states.whenConnected()
    states.become('expired')
    await expect(second).rejects.toMatchObject({ code: 'SESSIONEXPIRED' })
    await expect(states.whenConnected()).rejects.toMatchObject({ code: 'SESSIONEXPIRED' })
    states.become('connecting')
    states.become('closed')
    expect(() => states.become('connecting')).toThrow()
  })
})
