import type { Network } from '../runtime/network'
import type { Clock, Scheduler } from '../runtime/time'
import { Gate } from './gate'
import type { GatedReplicas, ReplicaGates, WaitingPoint } from './gate-points'
import {
  type BrokerGate,
  type BrokerGateReport,
  type GateAnswer,
  type GateCommand,
  type GateRefusal,
  gateKey,
} from './gates'
import { HeldTraffic } from './held-traffic'
import { HeldWork } from './held-work'

export interface GateBoardOptions {
  clock: Clock
  scheduler: Scheduler
  /** A gate came, went, or something changed before it. Called often. */
  changed: () => void
}

/** Gates at a time: a lab that asks for more than there are points is refused. */
const GATES_MAX = 1000

/** The gates of one broker. Without any, every point asks one empty map and goes on. */
export class GateBoard {
  private readonly gates = new Map<string, Gate>()
  private readonly works = new Map<string, HeldWork>()
  private readonly links = new Map<number, HeldTraffic>()
  private fetchers: GatedReplicas | undefined

  /** Where fetchers wait. */
  readonly replicas: ReplicaGates
  readonly checkpoint: WaitingPoint
  readonly propagation: WaitingPoint

  constructor(private readonly options: GateBoardOptions) {
    this.replicas = this.replicaGates()
    this.checkpoint = this.workAt('highWatermarkCheckpoint')
    this.propagation = this.workAt('controllerPropagation')
  }

  /** The network as this broker uses it towards another one. */
  networkTo(peer: number, network: Network): Network {
    return this.linkTo(peer).over(network)
  }

  reports(): BrokerGateReport[] {
    return [...this.gates.values()].map((gate) =>
      gate.gate.kind === 'traffic' ? gate.report(this.linkTo(gate.gate.peer).waiting()) : gate.report(),
    )
  }

  async command(command: GateCommand): Promise<GateAnswer> {
    switch (command.kind) {
      case 'hold':
        return this.hold(command.gate)
      case 'step':
        return this.step(command.gate, command.patienceMs)
      case 'giveUp':
        this.gates.get(gateKey(command.gate))?.giveUp()
        break
      case 'release':
        this.release(gateKey(command.gate))
    }
    return { kind: 'done', gates: this.reports() }
  }

  /** For the end of the lab. Gives how many gates stood. */
  releaseAll(): number {
    const standing = [...this.gates.keys()]
    for (const key of standing) this.release(key)
    return standing.length
  }

  private async hold(wanted: BrokerGate): Promise<GateAnswer> {
    const key = gateKey(wanted)
    if (!this.gates.has(key) && this.gates.size >= GATES_MAX) {
      return { kind: 'refused', why: 'tooManyGates', gates: this.reports() }
    }
    // The effect of a traffic gate is part of it: one with another effect takes its place.
    if (wanted.kind === 'traffic' || !this.gates.has(key)) {
      this.gates.set(key, new Gate(wanted, this.options.clock.monotonicMs(), this.options.changed))
    }
    const gate = this.gates.get(key)!
    if (wanted.kind === 'traffic') this.linkTo(wanted.peer).hold(wanted.effect)
    else if (wanted.kind !== 'highWatermarkCheckpoint' && wanted.kind !== 'controllerPropagation') {
      const out = this.fetchers?.whenOut(wanted.kind, wanted)
      if (out !== undefined) {
        gate.closing = true
        this.options.changed()
        await out
        gate.closing = false
      }
      // What stands there is shown without waiting for the fetcher's next round.
      this.fetchers?.opened()
    }
    this.options.changed()
    return { kind: 'done', gates: this.reports() }
  }

  private async step(wanted: BrokerGate, patienceMs: number): Promise<GateAnswer> {
    const refused = (why: GateRefusal): GateAnswer => ({ kind: 'refused', why, gates: this.reports() })
    const key = gateKey(wanted)
    const gate = this.gates.get(key)
    if (wanted.kind === 'traffic') return refused('trafficHasNoSteps')
    if (gate === undefined) return refused('noSuchGate')
    const outcome = gate.step(this.options.scheduler, patienceMs)
    if (outcome === undefined) return refused('stepUnderWay')
    this.options.changed()
    this.works.get(key)?.opened()
    this.fetchers?.opened()
    return { kind: 'stepped', outcome: await outcome, gates: this.reports() }
  }

  private release(key: string): void {
    const gate = this.gates.get(key)
    if (gate === undefined) return
    this.gates.delete(key)
    gate.removed()
    if (gate.gate.kind === 'traffic') this.linkTo(gate.gate.peer).release()
    this.works.get(key)?.opened()
    this.fetchers?.opened()
    this.options.changed()
  }

  private linkTo(peer: number): HeldTraffic {
    let link = this.links.get(peer)
    if (link === undefined) {
      link = new HeldTraffic(this.options.clock, this.options.scheduler, this.options.changed)
      this.links.set(peer, link)
    }
    return link
  }

  private workAt(kind: 'highWatermarkCheckpoint' | 'controllerPropagation'): WaitingPoint {
    const work = new HeldWork(() => this.gates.get(kind), this.options.clock)
    this.works.set(kind, work)
    return work
  }

  private replicaGates(): ReplicaGates {
    const { gates } = this
    return {
      get active() {
        return gates.size > 0
      },
      admits: (point, at, arrival) => {
        const gate = gates.get(gateKey({ kind: point, ...at }))
        if (gate === undefined || gate.admit()) {
          gate?.went()
          return true
        }
        if (!gate.isWaitedAt) gate.wait(arrival(), this.options.clock.monotonicMs())
        return false
      },
      passed: (point, at, outcome) => {
        const gate = gates.get(gateKey({ kind: point, ...at }))
        if (gate?.stepping) gate.ended(outcome())
      },
      left: ({ topic, partition }) => {
        for (const kind of ['truncation', 'fetchRequest', 'fetchResponse'] as const) {
          const gate = gates.get(gateKey({ kind, topic, partition }))
          gate?.went()
          gate?.ended({
            kind: 'nothing',
            reason: 'leaderChanged',
            why: 'the partition is not followed any more, or in another epoch',
          })
        }
      },
      attach: (replicas) => {
        this.fetchers = replicas
      },
    }
  }
}
