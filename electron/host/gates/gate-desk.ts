import type { GateAnswer, GateCommand } from '../../../broker-core/probe/gates'
import type { LabToBroker } from '../../../broker-core/probe/telemetry'
import type {
  GateLease,
  GateState,
  GateStepOutcome,
  GateTarget,
  GateView,
  GateWaitingView,
} from '../api/gate-functions'
import { clusterWords } from '../words/cluster-words'
import { gateWords } from '../words/gate-words'
import { failure } from '../words/wording'
import { BrokerGates } from './broker-gates'
import { GateLeases } from './gate-leases'
import { refusalOf } from './gate-refusal'
import { brokersNamed, gateId, gateOnBroker, gatePlace } from './gate-target'
import { type StepPlace, StepPlaces } from './step-places'

export interface GateDeskOptions {
  /** Brokers of the lab, running or not. */
  brokers(): Iterable<{ id: number; live: boolean; send(message: LabToBroker): void }>
  changed(): void
  /** Something for the timeline. */
  happened(kind: 'gateHeld' | 'gateStepped' | 'gateReleased', text: string, gate: GateTarget): void
}

interface HeldGate {
  readonly gate: GateTarget
  readonly sinceMs: number
  lease: GateLease
  /** The page or program that put it up. */
  owner: object
  /** Steps in earlier lives of its brokers. */
  passedBefore: number
}

export const STEP_PATIENCE_MS = 10_000
const GATES_MAX = 1000
const CLOSING: readonly GateState[] = ['closing', 'stepping', 'closed']

/** The gates of the lab: who put them up, on which brokers they stand, and what stands before them. */
export class GateDesk {
  private readonly held = new Map<string, HeldGate>()
  private readonly onBroker = new Map<number, BrokerGates>()
  private readonly places = new StepPlaces()
  private readonly leases = new GateLeases((page) =>
    this.releaseWhere(({ owner, lease }) => owner === page && lease === 'page'),
  )

  constructor(private readonly options: GateDeskOptions) {}

  views(): GateView[] {
    return [...this.held].map(([id, held]) => this.view(id, held))
  }

  /** Called with every question of a page; the returned function when it is answered. */
  asked: GateLeases['asks'] = (who, interest) => this.leases.asks(who, interest)

  /** Its connection is closed. */
  disconnected(owner: object): void {
    this.leases.ends(owner)
    this.releaseWhere((held) => held.owner === owner)
  }

  /** A broker's process is there and has heard nothing yet: gates that were wished stand before it follows anybody. */
  brokerStarted(id: number): void {
    for (const { gate } of this.held.values()) void this.tell(id, gate, 'hold')
  }

  brokerEnded(id: number): void {
    for (const held of this.held.values()) held.passedBefore += this.reportOf(id, held.gate)?.passed ?? 0
    this.onBroker.get(id)?.ended()
  }

  received(id: number, message: Parameters<BrokerGates['receive']>[0]): void {
    this.gatesOf(id).receive(message)
  }

  async hold(gate: GateTarget, lease: GateLease, owner: object): Promise<GateView> {
    this.requireBrokers(gate)
    const id = gateId(gate)
    const old = this.held.get(id)
    if (!old && this.held.size >= GATES_MAX) throw failure('BAD_REQUEST', gateWords.tooMany, { max: GATES_MAX })
    const sinceMs = old?.sinceMs ?? Date.now()
    const held: HeldGate = { gate, sinceMs, lease, owner, passedBefore: old?.passedBefore ?? 0 }
    this.held.set(id, held)
    if (lease === 'page') this.leases.holds(owner)
    this.options.changed()
    const answers = await Promise.all(this.live().map((broker) => this.tell(broker, gate, 'hold')))
    const refused = answers.find((answer) => answer?.kind === 'refused')
    if (refused?.kind === 'refused') {
      this.releaseWhere((each) => each === held)
      throw refusalOf(gate, refused.why)
    }
    if (!old) this.options.happened('gateHeld', `Held: ${gatePlace(gate).en}`, gate)
    return this.view(id, held)
  }

  async step(gate: GateTarget, patienceMs = STEP_PATIENCE_MS): Promise<GateStepOutcome> {
    const held = this.held.get(gateId(gate))
    if (!held) throw failure('NOT_FOUND', gateWords.notHeld, { place: gatePlace(gate) })
    const place = await this.placeOfStep(held.gate, patienceMs)
    if (place === undefined) return { kind: 'nothing', reason: 'noAnswer', why: 'its broker does not run' }
    if (typeof place === 'string') return { kind: 'nothing', reason: place, why: `no step: ${place}` }
    const answer = await this.tell(place, held.gate, { kind: 'step', patienceMs })
    if (answer === undefined)
      return { kind: 'nothing', reason: 'noAnswer', why: `broker ${place} ended or does not answer` }
    if (answer.kind === 'refused') throw refusalOf(gate, answer.why)
    const outcome: GateStepOutcome =
      answer.kind === 'stepped' ? answer.outcome : { kind: 'nothing', reason: 'noAnswer', why: 'no step' }
    if (outcome.kind !== 'nothing') this.options.happened('gateStepped', `One step: ${gatePlace(gate).en}`, gate)
    return outcome
  }

  /** A step that nothing has come for ends with `givenUp`. */
  async giveUp(gate: GateTarget): Promise<void> {
    const held = this.held.get(gateId(gate))
    if (!held) return
    this.places.end(gateId(gate), 'givenUp')
    await Promise.all(this.live().map((broker) => this.tell(broker, held.gate, 'giveUp')))
  }

  /** Resolves when it is open on every broker that runs. */
  async release(gate: GateTarget): Promise<void> {
    const id = gateId(gate)
    const held = this.held.get(id)
    if (!held) return
    this.held.delete(id)
    this.places.end(id, 'released')
    this.options.changed()
    this.options.happened('gateReleased', `Released: ${gatePlace(held.gate).en}`, held.gate)
    await Promise.all(this.live().map((broker) => this.tell(broker, held.gate, 'release')))
  }

  async releaseAll(): Promise<number> {
    const all = [...this.held.values()]
    await Promise.all(all.map(({ gate }) => this.release(gate)))
    return all.length
  }

  close(): void {
    this.leases.close()
  }

  private releaseWhere(which: (held: HeldGate) => boolean): void {
    for (const held of [...this.held.values()]) if (which(held)) void this.release(held.gate)
  }

  private requireBrokers(gate: GateTarget): void {
    const known = [...this.options.brokers()].map(({ id }) => id)
    const missing = brokersNamed(gate).find((id) => !known.includes(id))
    if (missing !== undefined)
      throw failure('NOT_FOUND', clusterWords.noBroker, { id: missing, known: known.join(', ') })
    if (gate.kind === 'traffic' && gate.brokers[0] === gate.brokers[1])
      throw failure('BAD_REQUEST', gateWords.twoBrokers)
  }

  private live(): number[] {
    return [...this.options.brokers()].filter(({ live }) => live).map(({ id }) => id)
  }

  /** The broker that lets one through. */
  private async placeOfStep(gate: GateTarget, patienceMs: number): Promise<StepPlace | undefined> {
    if (gate.kind !== 'controllerPropagation') return this.live().find((id) => gateOnBroker(gate, id) !== undefined)
    const waiting = () => this.live().find((id) => (this.reportOf(id, gate)?.waiting.length ?? 0) > 0)
    return this.places.find(gateId(gate), waiting, patienceMs)
  }

  private async tell(
    id: number,
    target: GateTarget,
    what: 'hold' | 'giveUp' | 'release' | { kind: 'step'; patienceMs: number },
  ): Promise<GateAnswer | undefined> {
    const gate = gateOnBroker(target, id)
    if (gate === undefined) return undefined
    const command: GateCommand = typeof what === 'string' ? { kind: what, gate } : { ...what, gate }
    return this.gatesOf(id).command(command)
  }

  private gatesOf(id: number): BrokerGates {
    let gates = this.onBroker.get(id)
    if (!gates) {
      gates = new BrokerGates({
        send: (message) => [...this.options.brokers()].find((broker) => broker.id === id)?.send(message),
        changed: () => {
          if (this.held.size > 0) this.options.changed()
          this.places.told()
        },
      })
      this.onBroker.set(id, gates)
    }
    return gates
  }

  private reportOf(brokerId: number, target: GateTarget) {
    const gate = gateOnBroker(target, brokerId)
    return (
      gate &&
      this.onBroker
        .get(brokerId)
        ?.reports.find((report) => JSON.stringify(keyOf(report.gate)) === JSON.stringify(keyOf(gate)))
    )
  }

  private view(id: string, { gate, lease, sinceMs, passedBefore }: HeldGate): GateView {
    const places = [...this.options.brokers()].flatMap(({ id: brokerId, live }) => {
      const report = live ? this.reportOf(brokerId, gate) : undefined
      return report ? [{ brokerId, report }] : []
    })
    const waiting = places.flatMap(({ brokerId, report }) =>
      report.waiting.map((each): GateWaitingView => {
        const waiting = { ...each, brokerId, sinceMs: this.gatesOf(brokerId).wallMs(each.sinceMs) }
        return waiting
      }),
    )
    const passed = places.reduce((sum, { report }) => sum + report.passed, passedBefore)
    const state = CLOSING.find((each) => places.some(({ report }) => report.state === each)) ?? 'wished'
    return { id, gate, state, lease, sinceMs, waiting, passed }
  }
}

/** What names a gate on its broker: everything but the effect. */
function keyOf(gate: NonNullable<ReturnType<typeof gateOnBroker>>) {
  return gate.kind === 'traffic' ? { kind: gate.kind, peer: gate.peer } : gate
}
