import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createLogger, createNodeRuntime } from '../../broker-core/runtime/node'
import type { Runtime } from '../../broker-core/runtime/runtime'
import type {
  CoordinationClient,
  CoordinationClientOptions,
  SessionState,
  WatchEvent,
} from '../../broker-core/znodes/client'
import { ClusterZnodes } from '../../broker-core/znodes/cluster-znodes'
import { createCoordinationClient, ensureChroot } from '../../broker-core/znodes/create-client'
import { ControllerMovedError } from '../../broker-core/znodes/errors'
import { retrying } from '../../broker-core/znodes/retrying'
import type { CoordinationEngine } from './cluster-options'
import { CoordinationProcess } from './coordination-process'
import { eventually } from './eventually'
import { removeTemporary, temporaryDirectory } from './temp'

/** The longest session is 20 ticks, and has to outlast a restart: a JVM needs more room for its own than we do. */
const tickTimesMs: Record<CoordinationEngine, number> = { highwater: 200, zookeeper: 500 }

/** What brokers and controllers rely on in a session, against our server or a real ZooKeeper: the same behaviour. */
export function describeSessionClient(engine: CoordinationEngine, skipped: boolean): void {
  const tickTimeMs = tickTimesMs[engine]
  const timeoutMs = 8 * tickTimeMs
  describe.skipIf(skipped)(`a session with ${engine}`, () => {
    let server: CoordinationProcess
    let runtime: Runtime
    let directory: string
    let clients: CoordinationClient[]

    beforeEach(async () => {
      directory = temporaryDirectory('session')
      server = await CoordinationProcess.create(engine, directory, tickTimeMs)
      await server.start()
      runtime = await createNodeRuntime({ logger: createLogger([]) })
      clients = []
    })
    afterEach(async () => {
      if (server.process.exit !== undefined) await server.start()
      await Promise.all(clients.map((client) => client.close()))
      await server.stop()
      removeTemporary(directory)
    })

    async function open(options: Partial<CoordinationClientOptions> = {}): Promise<CoordinationClient> {
      const client = createCoordinationClient(runtime, {
        connectString: server.address,
        sessionTimeoutMs: timeoutMs,
        ...options,
      })
      clients.push(client)
      await client.connect(10_000)
      return client
    }

    const states = (client: CoordinationClient): SessionState[] => {
      const seen: SessionState[] = []
      client.onStateChange((state) => seen.push(state))
      return seen
    }
    const events = (client: CoordinationClient): WatchEvent[] => {
      const seen: WatchEvent[] = []
      client.onWatchEvent((event) => seen.push(event))
      return seen
    }
    const until = (check: () => void) => eventually(check, 15_000, 20)

    it('creates, reads, writes and deletes; refusals carry their code', async () => {
      const client = await open()
      expect(client.sessionTimeoutMs).toBe(timeoutMs)
      expect(await client.create('/a', null)).toBe('/a')
      expect(await client.create('/a/n-', Buffer.from('x'), { sequential: true })).toBe('/a/n-0000000000')
      await expect(client.create('/a', null)).rejects.toMatchObject({ code: 'NODEEXISTS', path: '/a' })
      await expect(client.create('/no/parent', null)).rejects.toMatchObject({ code: 'NONODE' })
      await expect(client.delete('/a', -1)).rejects.toMatchObject({ code: 'NOTEMPTY' })
      await expect(client.setData('/a', Buffer.alloc(0), 5)).rejects.toMatchObject({ code: 'BADVERSION' })
      expect((await client.setData('/a', Buffer.from('hello'), 0)).version).toBe(1)
      expect((await client.getData('/a'))!.data!.toString()).toBe('hello')
      expect((await client.getChildren('/a'))!.children).toEqual(['n-0000000000'])
      expect([await client.exists('/b'), await client.getData('/b'), await client.getChildren('/b')]).toEqual([
        undefined,
        undefined,
        undefined,
      ])
      const refused = await client.multi([
        { type: 'check', path: '/a', version: 1 },
        { type: 'create', path: '/a', data: null },
        { type: 'delete', path: '/a/n-0000000000', version: -1 },
      ])
      expect(refused).toEqual([
        { type: 'error', code: 'OK' },
        { type: 'error', code: 'NODEEXISTS' },
        { type: 'error', code: 'RUNTIMEINCONSISTENCY' },
      ])
    })

    it('takes up the same session after the server was killed: ephemerals stay, watches tell what was missed', async () => {
      const client = await open({ sessionTimeoutMs: 20 * tickTimeMs })
      const other = await open({ sessionTimeoutMs: 20 * tickTimeMs })
      const seen = events(client)
      const seenStates = states(client)
      await client.create('/mine', null, { ephemeral: true })
      await client.create('/changed', null)
      await client.exists('/created', { watch: true })
      await client.getData('/changed', { watch: true })
      await client.getChildren('/', { watch: true })
      await client.getData('/mine', { watch: true })
      const { sessionId } = client
      const czxid = (await client.exists('/mine'))!.czxid
      await server.kill('SIGKILL')
      await until(() => expect(client.state).toBe('connecting'))
      await expect(client.exists('/mine')).rejects.toMatchObject({ code: 'CONNECTIONLOSS' })
      const waiting = retrying(client).exists('/mine')
      await server.start()
      expect((await waiting)!.czxid).toBe(czxid)
      expect(client.sessionId).toBe(sessionId)
      expect(seenStates).toEqual(['connecting', 'connected'])
      await other.whenConnected()
      await other.setData('/changed', Buffer.from('now'), -1)
      await other.create('/created', null)
      await until(() => expect(seen).toHaveLength(3))
      expect(seen).toContainEqual({ type: 'dataChanged', path: '/changed' })
      expect(seen).toContainEqual({ type: 'created', path: '/created' })
      expect(seen).toContainEqual({ type: 'childrenChanged', path: '/' })
    })

    it('survives idleness by pings', async () => {
      // Without pings the client itself gives its connection up after two thirds of the timeout; the longest one that is granted leaves
      // a busy server room to answer a ping in.
      const client = await open({ sessionTimeoutMs: 20 * tickTimeMs })
      const seenStates = states(client)
      await client.create('/mine', null, { ephemeral: true })
      await runtime.scheduler.sleep(0.8 * client.sessionTimeoutMs)
      expect(seenStates).toEqual([])
      expect(await client.exists('/mine')).toBeDefined()
    })

    it('learns from a frozen server by its silence, and goes on when it thaws', async () => {
      const client = await open()
      const seenStates = states(client)
      server.process.signal('SIGSTOP')
      await until(() => expect(client.state).toBe('connecting'))
      server.process.signal('SIGCONT')
      await until(() => expect(['connected', 'expired']).toContain(client.state))
      await until(() => expect(client.state).toBe('connected'))
      expect(seenStates[0]).toBe('connecting')
      expect(await client.exists('/')).toBeDefined()
    })

    it('expires by the server alone; a new one follows, with the handlers called around it', async () => {
      const relay = await Relay.open(runtime, server.port)
      const calls: string[] = []
      const client = await open({ connectString: `127.0.0.1:${relay.port}` })
      const watcher = await open()
      client.addSessionHandler({
        name: 'test',
        beforeInitializingSession: () => void calls.push(`before ${client.state}`),
        afterInitializingSession: async () => {
          calls.push('after')
          await retrying(client).create('/mine', null, { ephemeral: true })
          calls.push('registered')
        },
      })
      const seenStates = states(client)
      await client.create('/mine', null, { ephemeral: true })
      const first = client.sessionId
      const gone = new Promise<void>((resolve) => watcher.onWatchEvent(() => resolve()))
      await watcher.exists('/mine', { watch: true })
      relay.cut()
      await gone
      relay.mend()
      await until(() => expect(calls).toEqual(['before expired', 'after', 'registered']))
      expect(seenStates).toEqual(['connecting', 'expired', 'connecting', 'connected'])
      expect(client.sessionId).not.toBe(first)
      expect((await watcher.exists('/mine'))!.ephemeralOwner).toBe(client.sessionId)
      await client.close()
      await relay.close()
    })

    it('tries the next server of its list when one does not answer', async () => {
      // A server that takes its time to start again must not cost the session: that is another test.
      const sessionTimeoutMs = 20 * tickTimeMs
      const client = await open({ connectString: `127.0.0.1:1,${server.address},127.0.0.1:2`, sessionTimeoutMs })
      expect(client.server).toBe(server.address)
      await server.kill('SIGKILL')
      await server.start()
      await client.whenConnected()
      expect(await client.exists('/')).toBeDefined()
    })

    it('lives below its chroot', async () => {
      const options = { connectString: `${server.address}/lab/one`, sessionTimeoutMs: timeoutMs }
      await ensureChroot(runtime, options, 10_000)
      const inside = await open(options)
      const outside = await open()
      const seen = events(inside)
      await inside.exists('/x', { watch: true })
      expect(await inside.create('/x', null)).toBe('/x')
      expect(await outside.exists('/lab/one/x')).toBeDefined()
      await until(() => expect(seen).toEqual([{ type: 'created', path: '/x' }]))
      expect((await inside.getChildren('/'))!.children).toEqual(['x'])
    })

    it('ends at once when closed', async () => {
      const client = await open()
      const other = await open()
      await client.create('/mine', null, { ephemeral: true })
      await client.close()
      expect(await other.exists('/mine')).toBeUndefined()
      await expect(client.exists('/')).rejects.toMatchObject({ code: 'SESSIONEXPIRED' })
    })

    describe('as a broker and a controller use it', () => {
      const broker = (id: number) => ({
        id,
        endpoints: [{ listenerName: 'PLAINTEXT', securityProtocol: 'PLAINTEXT' as const, host: 'h', port: 9000 + id }],
        jmxPort: -1,
        timestampMs: 1,
      })
      const state = { leader: 1, leaderEpoch: 0, isr: [1, 2], controllerEpoch: 1, zkVersion: 0 }

      async function znodes(): Promise<ClusterZnodes> {
        return new ClusterZnodes(await open(), runtime)
      }

      it('registers brokers; the epoch is the czxid; a held registration is refused, our own is kept', async () => {
        const [one, two] = [await znodes(), await znodes()]
        await one.createTopLevelPaths()
        await two.createTopLevelPaths()
        const epoch = await one.brokers.register(broker(1))
        expect(await one.brokers.register(broker(1))).toBe(epoch)
        await expect(two.brokers.register(broker(1))).rejects.toMatchObject({ code: 'NODEEXISTS' })
        expect(await two.brokers.registrationOwner(1)).toEqual({ ownerSessionId: one.client.sessionId })
        await two.brokers.register(broker(2))
        const live = await one.brokers.live()
        expect(live.map(({ id }) => id)).toEqual([1, 2])
        expect(live[0]!.epoch).toBe(epoch)
        expect([await one.brokers.nextSequenceId(), await two.brokers.nextSequenceId()]).toEqual([1, 2])
      })

      it('elects one controller and fences the one before it', async () => {
        const [one, two] = [await znodes(), await znodes()]
        await one.createTopLevelPaths()
        const first = await one.controller.elect(1)
        expect(first).toEqual({ epoch: 1, epochZkVersion: 1 })
        await expect(two.controller.elect(2)).rejects.toBeInstanceOf(ControllerMovedError)
        await one.topics.create('t', {
          partitions: new Map([[0, { replicas: [1, 2], addingReplicas: [], removingReplicas: [] }]]),
        })
        const created = await one.partitionStates.create([{ topic: 't', partition: 0, state }], first.epochZkVersion)
        expect(created).toMatchObject({ updated: [{ topic: 't', partition: 0 }], conflicts: [], failed: [] })
        await one.controller.delete(first.epochZkVersion)
        const second = await two.controller.elect(2)
        expect(second.epoch).toBe(2)
        const late = one.partitionStates.update([{ topic: 't', partition: 0, state }], first.epochZkVersion)
        await expect(late).rejects.toBeInstanceOf(ControllerMovedError)
        expect((await two.partitionStates.get({ topic: 't', partition: 0 }))!.zkVersion).toBe(0)
        await two.topics.deleteAll('t', second.epochZkVersion)
        expect(await two.topics.names()).toEqual([])
      })

      it('changes an ISR only from the version it knows', async () => {
        const one = await znodes()
        await one.createTopLevelPaths()
        const { epochZkVersion } = await one.controller.elect(1)
        await one.topics.create('t', { partitions: new Map() })
        await one.partitionStates.create([{ topic: 't', partition: 0, state }], epochZkVersion)
        const at = { topic: 't', partition: 0 }
        expect(await one.partitionStates.updateIsr(at, { ...state, isr: [1] })).toEqual({
          kind: 'updated',
          zkVersion: 1,
        })
        expect(await one.partitionStates.updateIsr(at, { ...state, isr: [1] })).toEqual({
          kind: 'updated',
          zkVersion: 1,
        })
        expect(await one.partitionStates.updateIsr(at, { ...state, isr: [1, 2] })).toEqual({ kind: 'conflict' })
        const stale = await one.partitionStates.update([{ ...at, state }], epochZkVersion)
        expect(stale.conflicts).toEqual([at])
        const fresh = await one.partitionStates.update([{ ...at, state: { ...state, zkVersion: 1 } }], epochZkVersion)
        expect(fresh.updated[0]!.state.zkVersion).toBe(2)
      })

      it('hands out blocks of producer ids, one cluster id, and change notifications in order', async () => {
        const [one, two] = [await znodes(), await znodes()]
        await one.createTopLevelPaths()
        const blocks = await Promise.all(
          [1, 2, 1, 2].map((id) => (id === 1 ? one : two).identity.allocateProducerIds(id)),
        )
        const starts = blocks.map(({ firstProducerId }) => Number(firstProducerId)).sort((left, right) => left - right)
        expect(starts).toEqual([0, 1000, 2000, 3000])
        const id = await one.identity.clusterIdOrElse('first')
        expect(await two.identity.clusterIdOrElse('second')).toBe(id)
        const seen = events(two.client)
        expect(await two.configs.changes(-1, { watch: true })).toEqual([])
        await one.configs.set('topics', 't', new Map([['cleanup.policy', 'compact']]))
        await one.configs.notifyChange({ type: 'topics', entity: 't' })
        await until(() => expect(seen).toHaveLength(1))
        const changes = await two.configs.changes(-1)
        expect(changes.map(({ sequence, change }) => ({ sequence, change }))).toEqual([
          { sequence: 0, change: { type: 'topics', entity: 't' } },
        ])
        expect(await two.configs.get('topics', 't')).toEqual(new Map([['cleanup.policy', 'compact']]))
        expect(await two.configs.purgeChanges(changes[0]!.createdMs + 1)).toBe(1)
        const { epochZkVersion } = await one.controller.elect(1)
        await two.notifications.notifyIsrChange([{ topic: 't', partition: 3 }])
        await two.notifications.notifyLogDirFailure(2)
        const isr = await one.notifications.isrChanges()
        expect(isr.content).toEqual([{ topic: 't', partition: 3 }])
        await one.notifications.delete(isr.paths, epochZkVersion)
        expect((await one.notifications.logDirFailures()).content).toEqual([2])
        await one.notifications.deleteAll(epochZkVersion)
        expect((await one.notifications.logDirFailures()).paths).toEqual([])
      })
    })
  })
}

/** A network between a client and the server that can be cut: both ends see silence, then a closed connection. */
class Relay {
  private readonly open = new Set<{ destroy(): void }>()
  private isCut = false

  private constructor(
    readonly port: number,
    private readonly stop: () => Promise<void>,
  ) {}

  static async open(runtime: Runtime, serverPort: number): Promise<Relay> {
    const { network } = runtime
    let relay: Relay
    const listener = await network.listen({
      host: '127.0.0.1',
      port: 0,
      accept: (near) => {
        if (relay.isCut) near.destroy()
        const early: Buffer[] = []
        let ready = false
        const far = network.connect({
          host: '127.0.0.1',
          port: serverPort,
          timeoutMs: 5000,
          handler: {
            opened: () => {
              ready = true
              for (const chunk of early.splice(0)) far.write([chunk])
            },
            data: (chunk) => void near.write([Buffer.from(chunk)]),
            closed: () => near.destroy(),
          },
        })
        relay.open.add(near).add(far)
        return {
          data: (chunk) => {
            if (ready) far.write([Buffer.from(chunk)])
            else early.push(Buffer.from(chunk))
          },
          closed: () => far.destroy(),
        }
      },
    })
    relay = new Relay(listener.port, () => listener.close())
    return relay
  }

  cut(): void {
    this.isCut = true
    for (const connection of this.open) connection.destroy()
    this.open.clear()
  }

  mend(): void {
    this.isCut = false
  }

  close(): Promise<void> {
    this.cut()
    return this.stop()
  }
}
