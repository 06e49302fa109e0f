import type { CoordinationView, LabView } from './api/views'
import type { WhatIfResult } from './api/what-if-views'
import type { BenchmarkDesk } from './benchmark/benchmark-desk'
import { ClusterClient } from './client/cluster-client'
import { HandProducer } from './client/hand-producer'
import { reassignments } from './client/partition-admin'
import { TopicSettings } from './client/topic-settings'
import { changedDefaults } from './cluster/check-properties'
import type { Cluster, ClusterListener } from './cluster/cluster'
import type { Engine } from './cluster/engine'
import { ExternalZooKeeper } from './cluster/external-zookeeper'
import type { LabFile, LabFolder } from './cluster/lab-folder'
import { zookeeperConnect } from './cluster/lab-setup'
import type { Progress } from './cluster/lifecycle'
import { deletionDelayMs, parsePropertiesText } from './cluster/properties-text'
import { replicaPlace } from './cluster/replica-places'
import { Consoles } from './console/consoles'
import { ChangeCauses } from './disk/change-causes'
import { Exercises } from './exercises/exercises'
import { consoleLabOf } from './functions/console-lab'
import { exerciseLabOf } from './functions/exercise-lab'
import { labFunctions } from './functions/lab-functions'
import type { GateDesk } from './gates/gate-desk'
import { groupQuestions } from './groups/group-questions'
import { GroupWatch } from './groups/group-watch'
import type { SessionClient } from './host'
import { Jobs } from './inspect/jobs'
import { Inspector } from './inspect/window/inspector'
import { storageWatches } from './io/storage-watches'
import { KeyPictures } from './key-picture/key-pictures'
import { LogSizes } from './logs/log-sizes'
import { openDiskObserver } from './open-disk-observer'
import { openGates } from './open-gates'
import { openReplicationWatch } from './open-replication-watch'
import type { ReplicationWatch } from './replication/replication-watch'
import { counterReader, monotonicMs } from './sampler/counter-readers'
import { Sampler } from './sampler/sampler'
import { LabEvents } from './timeline/lab-events'
import type { Timeline } from './timeline/timeline'
import { TopicWork } from './topic-work/topic-work'
import { brokerView } from './updates/broker-view'
import { ChangeTracker } from './updates/change-tracker'
import { externalCoordinationView, ownCoordinationView } from './updates/coordination-view'
import { clusterFacts, labIdentity } from './updates/lab-view'
import { Picture } from './updates/picture'
import { UpdateClient } from './updates/update-client'
import { askEveryMs, Watchers } from './updates/watchers'

export interface LabSessionOptions {
  folder: LabFolder
  lab: LabFile
  timeline: Timeline
  engine: Engine
  benchmarks: BenchmarkDesk
  /** A history is kept: brokers are asked for their changes, if seldom, when nobody looks. */
  recording: boolean
  cluster(listener: ClusterListener, paceMs: () => number | null): Cluster
}

/** An open lab: its processes, what is known of them, and the pages that look. */
export class LabSession {
  readonly folder: LabFolder
  readonly timeline: Timeline
  readonly cluster: Cluster
  readonly client: ClusterClient
  readonly producer: HandProducer
  readonly settings: TopicSettings
  readonly groups: GroupWatch
  readonly topicWork: TopicWork
  private readonly storage: ReturnType<typeof storageWatches>
  readonly benchmarks: BenchmarkDesk
  readonly inspector = new Inspector(() =>
    [...this.cluster.brokers.keys()].flatMap((brokerId) => this.logDirs(brokerId).map((path) => ({ brokerId, path }))),
  )
  readonly keyPictures = new KeyPictures((replica) => replicaPlace(this.cluster, replica))
  readonly whatIfJobs = new Jobs<WhatIfResult>()
  readonly exercises: Exercises
  readonly gates: GateDesk
  private readonly replication: ReplicationWatch
  lab: LabFile
  private readonly startedMs = Date.now()
  private readonly logDirsOf = new Map<number, string[]>()
  private defaults: LabView['changedDefaults'] | undefined
  private progressNow: LabView['progress'] = null
  private readonly tracker = new ChangeTracker()
  private readonly watchers = new Watchers(() => this.heartbeat())
  private readonly causes = new ChangeCauses()
  private readonly zookeeper: ExternalZooKeeper
  private readonly picture: Picture
  private readonly sampler: Sampler
  private readonly logSizes: LogSizes
  private readonly clients = new Set<UpdateClient>()
  private readonly events: LabEvents

  constructor(options: LabSessionOptions) {
    this.folder = options.folder
    this.lab = options.lab
    this.timeline = options.timeline
    this.benchmarks = options.benchmarks
    this.events = new LabEvents(options.timeline, monotonicMs)
    this.cluster = options.cluster(this.listener(), () => askEveryMs(this.watchers.active, options.recording))
    this.client = new ClusterClient(() => this.reachable())
    this.producer = new HandProducer(
      () => this.brokerAddresses(),
      () => this.gates.views().length > 0,
    )
    this.settings = new TopicSettings(this.client, (topic) => this.markTopic(topic))
    this.groups = new GroupWatch(groupQuestions(this.client, (id) => this.cluster.brokers.has(id)))
    this.topicWork = new TopicWork({
      reassignments: () => reassignments(this.client),
      places: () => [...this.cluster.brokers.keys()].map((brokerId) => ({ brokerId, logDirs: this.logDirs(brokerId) })),
      deletionDelayMs: () => deletionDelayMs(this.folder.readProperties(this.lab.brokers[0]!.id) ?? ''),
    })
    this.storage = storageWatches(this.cluster, this.timeline)
    this.gates = openGates(
      this.cluster,
      (event) => this.events.happened(event),
      () => this.tracker.markGates(),
    )
    this.replication = openReplicationWatch(this.cluster, () => this.gates.views())
    this.zookeeper = new ExternalZooKeeper(zookeeperConnect(options.lab), () => this.tracker.markCoordination())
    this.picture = new Picture({
      tracker: this.tracker,
      cluster: this.cluster,
      lab: () => this.labView(),
      coordination: () => this.coordinationView(),
      broker: (id) => this.brokerView(id),
      minInsyncReplicas: (topic) => this.settings.minInsyncReplicas(topic),
    })
    this.sampler = new Sampler({
      read: counterReader,
      running: () => this.cluster.all().flatMap(({ name, pid }) => (pid === null ? [] : [{ name, pid }])),
      sampled: (frozen) => this.second(frozen),
    })
    this.logSizes = new LogSizes(() => this.logPaths())
    this.exercises = new Exercises(this.folder.dir, () => {
      const { functions, close } = this.connect()
      return { lab: exerciseLabOf(this, functions), close }
    })
  }

  readonly progress: Progress = (progress) => {
    this.progressNow = progress
    this.tracker.markLab()
  }

  open(): void {
    for (const id of this.cluster.brokers.keys()) this.tracker.markBroker(id)
    this.timeline.onAppend(() => this.tracker.markOther())
    this.sampler.start()
    this.logSizes.start()
  }

  /** Counts as somebody who looks, until the returned function is called. */
  hold(): () => void {
    const holder = {}
    this.watchers.set(holder, true)
    return () => this.watchers.set(holder, false)
  }

  failed(error: Error): void {
    const { message } = error
    const details = { error: message }
    this.timeline.append({ source: 'lab', kind: 'startFailed', text: message, severity: 'bad', details })
  }

  private updateClient(watching: (client: UpdateClient, watching: boolean) => void): UpdateClient {
    const client = new UpdateClient({
      tracker: this.tracker,
      timeline: this.timeline,
      picture: this.picture,
      disk: (changed) => openDiskObserver(this, this.causes, changed),
      groups: (changed) => this.groups.look(changed),
      topicWork: (changed) => this.topicWork.look(changed),
      io: (changed) => this.storage.io.look(changed),
      cleaning: (changed) => this.storage.cleaning.look(changed),
      replication: (changed) => this.replication.look(changed),
      gates: () => this.gates.views(),
      watching: (now) => watching(client, now),
    })
    this.clients.add(client)
    return client
  }

  /** Hears what is told, and does not count as somebody who looks. */
  overhear(): UpdateClient {
    return this.updateClient(() => {})
  }

  connect(): SessionClient {
    const client = this.updateClient((who, watching) => this.watchers.set(who, watching))
    const consoles = new Consoles(consoleLabOf(this))
    return {
      functions: { ...labFunctions(this, client), ...consoles.functions(), ...this.exercises.functions() },
      close: () => {
        consoles.close()
        this.clients.delete(client)
        this.gates.disconnected(client)
        client.close()
      },
    }
  }

  async close(): Promise<void> {
    await this.exercises.close()
    this.sampler.stop()
    this.logSizes.stop()
    this.settings.close()
    this.groups.close()
    this.topicWork.close()
    this.storage.cleaning.close()
    this.inspector.close()
    this.keyPictures.close()
    this.whatIfJobs.close()
    this.gates.close()
    this.replication.close()
    await Promise.all([this.client.close(), this.producer.close()])
    this.events.flush()
    const details = { lab: this.lab.name }
    this.timeline.append({ source: 'lab', kind: 'labClosed', text: `Lab ${this.lab.name} closed`, details })
    for (const client of this.clients) client.close()
  }

  get bootstrap(): string {
    return this.lab.brokers.map(({ port }) => `${this.lab.host}:${port}`).join(',')
  }

  logDirs(id: number): string[] {
    const known = this.logDirsOf.get(id)
    if (known) return known
    const settings = parsePropertiesText(this.folder.readProperties(id) ?? '')
    const dirs = (settings.get('log.dirs') ?? settings.get('log.dir') ?? '/tmp/kafka-logs')
      .split(',')
      .map((dir) => dir.trim())
      .filter(Boolean)
    this.logDirsOf.set(id, dirs)
    return dirs
  }

  brokerAddresses(): string[] {
    return this.reachable().map(({ host, port }) => `${host}:${port}`)
  }

  /** The file was edited: what the lab read of it is read again, and its timeline says so. */
  propertiesWritten(id: number, diff: readonly { key: string }[]): void {
    this.forgetFiles()
    const port = /:(\d+)\s*(,|$)/.exec(parsePropertiesText(this.folder.readProperties(id) ?? '').get('listeners') ?? '')
    if (port) this.movePort(id, Number(port[1]))
    const keys = diff.map(({ key }) => key).join(', ')
    if (keys)
      this.timeline.append({
        source: 'lab',
        kind: 'propertiesChanged',
        text: `server.properties of broker ${id} edited: ${keys}`,
        details: { brokerId: id, keys },
      })
    this.tracker.markBroker(id)
    this.tracker.markLab()
  }

  /** Log files by source, in the page's order. */
  logPaths(): { source: string; path: string }[] {
    const sources = [...this.cluster.brokers.keys()].map((id) => `broker-${id}`)
    return [...(this.cluster.coordination ? ['coordination'] : []), ...sources].map((source) => ({
      source,
      path: this.folder.log(source),
    }))
  }

  /** A broker joined the lab. */
  adopt(lab: LabFile, id: number, port: number): void {
    this.lab = lab
    this.folder.write(lab)
    this.cluster.addBroker(id, port)
    this.tracker.markBroker(id)
    this.tracker.markLab()
  }

  /** The lab became one of another kind: its files are written. */
  becamePreset(lab: LabFile): void {
    this.lab = lab
    this.forgetFiles()
    this.tracker.markLab()
  }

  /** In every ISR that it is a replica of, as far as the picture knows. */
  inSync(id: number): boolean {
    const views = this.picture.changedSince(0).partitions ?? []
    return views.every(({ replicas, isr }) => !replicas.includes(id) || isr.includes(id))
  }

  private listener(): ClusterListener {
    return {
      brokerChanged: (id) => this.tracker.markBroker(id),
      coordinationChanged: () => this.tracker.markCoordination(),
      partitionsChanged: (keys) => {
        this.tracker.markPartitions(keys, (key) => this.picture.exists(key))
        this.keyPictures.moved(keys)
        this.replication.moved(keys)
      },
      processChanged: () => {
        // A process that starts reads its files anew, and so does the lab.
        this.forgetFiles()
        this.tracker.markLab()
      },
      brokerStarted: (id) => [this.gates.brokerStarted(id), this.replication.brokersChanged()],
      brokerEnded: (id) => [this.gates.brokerEnded(id), this.replication.brokersChanged()],
      labMessage: (id, message) => {
        if (message.type === 'replication') this.replication.received(message.report)
        else this.gates.received(id, message)
      },
      happened: (event) => this.events.happened(event),
      probeEvent: (event) => {
        this.causes.note(event)
        this.settings.note(event.fact)
        this.groups.note(event.fact)
        this.topicWork.note(event.fact)
        this.keyPictures.note(event)
        this.replication.note(event)
        this.storage.note(event.fact)
        this.events.told(event)
      },
    }
  }

  private movePort(id: number, port: number): void {
    const broker = this.cluster.broker(id)
    if (broker.port === port) return
    broker.port = port
    this.lab = { ...this.lab, brokers: this.lab.brokers.map((each) => (each.id === id ? { id, port } : each)) }
    this.folder.write(this.lab)
  }

  private forgetFiles(): void {
    this.logDirsOf.clear()
    this.defaults = undefined
  }

  private defaultsNow(): LabView['changedDefaults'] {
    this.defaults ??= changedDefaults(this.lab.brokers.map(({ id }) => this.folder.readProperties(id) ?? ''))
    return this.defaults
  }

  private markTopic(topic: string): void {
    const keys = [...this.tracker.partitions.keys()].filter((key) => key.slice(0, key.lastIndexOf('-')) === topic)
    this.tracker.markPartitions(keys, (key) => this.picture.exists(key))
  }

  private second(frozen: ReadonlySet<string>): void {
    for (const process of this.cluster.all()) process.noticeFrozen(frozen.has(process.name))
    if (this.watchers.active) {
      void this.storage.io.second()
      this.heartbeat()
    } else if (!this.watchers.lapsed()) return
    for (const [id, broker] of this.cluster.brokers) if (broker.process.live) this.tracker.markBroker(id)
    this.tracker.markCoordination()
  }

  private heartbeat(): void {
    for (const broker of this.cluster.brokers.values()) broker.heartbeat()
    if (this.cluster.coordination) this.cluster.coordination.pull()
    else this.zookeeper.look()
  }

  private reachable(): { id: number; host: string; port: number }[] {
    return [...this.cluster.brokers.values()]
      .filter((broker) => broker.state === 'RunningAsBroker')
      .map(({ id, port }) => ({ id, host: this.lab.host, port }))
  }

  private brokerView(id: number) {
    const broker = this.cluster.broker(id)
    return brokerView({
      broker,
      host: this.lab.host,
      propertiesPath: this.folder.properties(id),
      logDirs: this.logDirs(id),
      use: this.sampler.use(`broker-${id}`),
      askedSinceMs: this.watchers.sinceMs,
    })
  }

  private coordinationView(): CoordinationView {
    const connect = zookeeperConnect(this.lab)
    const own = this.cluster.coordination
    return own ? ownCoordinationView(connect, own) : externalCoordinationView(connect, this.zookeeper, this.startedMs)
  }

  private labView(): LabView {
    const { folder, lab, startedMs, bootstrap } = this
    return {
      ...labIdentity(lab, folder.dir),
      ...clusterFacts(this.cluster),
      bootstrap,
      startedMs,
      progress: this.progressNow,
      changedDefaults: this.defaultsNow(),
    }
  }
}
