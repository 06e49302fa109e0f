import WebSocket from 'ws'
import type { CleaningView } from '../../electron/host/api/cleaning-views'
import type { Interest, LabFunctionName, LabFunctions, LabUpdate } from '../../electron/host/api/functions'
import type { GateView } from '../../electron/host/api/gate-functions'
import type { GroupsView } from '../../electron/host/api/group-views'
import type { IoView } from '../../electron/host/api/io-views'
import type { TopicWorkView } from '../../electron/host/api/topic-work-views'
import type { BrokerView, CoordinationView, LabView, PartitionView, TimelineEvent } from '../../electron/host/api/views'

type Request<Name extends LabFunctionName> = Parameters<LabFunctions[Name]>[0]
type Result<Name extends LabFunctionName> = Awaited<ReturnType<LabFunctions[Name]>>

/** The dashboard's side of the WebSocket, as a browser speaks it, with the picture that it puts together. */
export class LabPage {
  readonly brokers = new Map<number, BrokerView>()
  readonly partitions = new Map<string, PartitionView>()
  readonly timeline: TimelineEvent[] = []
  lab: LabView | undefined
  coordination: CoordinationView | undefined
  last: LabUpdate | undefined
  groups: GroupsView | undefined
  topicWork: TopicWorkView | undefined
  io: IoView | undefined
  cleaning: CleaningView | undefined
  gates: GateView[] = []
  private nextId = 1
  private readonly waiting = new Map<number, { resolve(value: unknown): void; reject(error: Error): void }>()

  private constructor(private readonly socket: WebSocket) {
    socket.on('message', (data) => {
      const answer = JSON.parse(String(data)) as {
        id: number
        ok: boolean
        value: unknown
        code: string
        message: string
      }
      const call = this.waiting.get(answer.id)
      this.waiting.delete(answer.id)
      if (answer.ok) call?.resolve(answer.value)
      else call?.reject(Object.assign(new Error(answer.message), { code: answer.code }))
    })
    socket.on('close', () => {
      for (const call of this.waiting.values()) call.reject(new Error('the lab closed the connection'))
      this.waiting.clear()
    })
  }

  static async open(dashboard: string): Promise<LabPage> {
    const { host, search } = new URL(dashboard)
    const socket = new WebSocket(`ws://${host}/rpc${search}`, { origin: `http://${host}` })
    await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject))
    return new LabPage(socket)
  }

  call<Name extends LabFunctionName>(name: Name, request?: Request<Name>): Promise<Result<Name>> {
    const id = this.nextId++
    return new Promise((resolve, reject) => {
      this.waiting.set(id, { resolve: (value) => resolve(value as Result<Name>), reject })
      this.socket.send(JSON.stringify({ id, name, request }))
    })
  }

  /** Pulls until `met` holds of the picture. */
  async until(met: () => boolean, timeoutMs = 20_000, interest: Interest = { telemetry: true }): Promise<void> {
    const deadlineMs = Date.now() + timeoutMs
    while (!met()) {
      if (Date.now() > deadlineMs) throw new Error(`not within ${timeoutMs} ms: ${met}\n${this.describe()}`)
      this.take(await this.call('pull', { since: this.last?.version ?? 0, interest }))
    }
  }

  close(): void {
    this.socket.terminate()
  }

  private take(update: LabUpdate): void {
    if (update.resync) {
      this.brokers.clear()
      this.partitions.clear()
      this.timeline.length = 0
    }
    this.last = update
    this.lab = update.lab ?? this.lab
    this.groups = update.groups ?? this.groups
    this.gates = update.gates ?? this.gates
    this.topicWork = update.topicWork ?? this.topicWork
    this.io = update.io ?? this.io
    this.cleaning = update.cleaning ?? this.cleaning
    this.coordination = update.coordination ?? this.coordination
    for (const broker of update.brokers ?? []) this.brokers.set(broker.id, broker)
    for (const view of update.partitions ?? []) this.partitions.set(`${view.topic}-${view.partition}`, view)
    for (const key of update.removedPartitions ?? []) this.partitions.delete(key)
    this.timeline.push(...(update.timeline ?? []))
  }

  private describe(): string {
    const brokers = [...this.brokers.values()].map(
      ({ id, state, isController }) => `${id} ${state}${isController ? ' controller' : ''}`,
    )
    const partitions = [...this.partitions.values()].map(
      ({ topic, partition, leader, isr }) => `${topic}-${partition} leader ${leader} ISR ${isr}`,
    )
    return [
      ...brokers,
      ...partitions,
      ...this.timeline.slice(-15).map(({ source, text }) => `${source}: ${text}`),
    ].join('\n')
  }
}
