import type { ResignationReason } from '../probe/reasons'
import { ErrorCode } from '../protocol/error-codes'
import type { Logger } from '../runtime/logger'
import type { Timer } from '../runtime/time'
import { ControllerMovedError, isCoordinationError } from '../znodes/errors'
import type { TopicPartition } from '../znodes/types'
import type {
  ControlledShutdownResult,
  ControllerApi,
  ControllerOptions,
  ControllerSnapshot,
  ElectionOutcome,
  ElectionType,
  ReassignmentWish,
} from './controller-api'
import { EventQueue } from './event-queue'
import type { ControllerEvent, ReassignmentsAltered, ReassignmentsListed } from './events'
import { refuse } from './refusals'
import { snapshotOf } from './snapshot'
import { Tenure } from './tenure'
import { controllerEventOf } from './watch-events'

const NO_CONTROLLER = -1
/** First check for leader imbalance after an election. */
const FIRST_BALANCE_DELAY_MS = 5000
const SHUTDOWN_PATIENCE_MS = 3000
const STEP_DOWN_DELAY_MS = 1000

/**
 * Takes part in the election of the cluster's controller, and is it while elected (kafka.controller.KafkaController). All that happens
 * becomes an event of one queue; an elected controller's state lives in a `Tenure`, dropped whole when it resigns.
 */
export class Controller implements ControllerApi {
  private readonly logger: Logger
  private readonly queue: EventQueue<ControllerEvent>
  private readonly stopListening: (() => void)[] = []
  private tenure: Tenure | undefined
  private controllerId = NO_CONTROLLER
  private balanceTimer: Timer | undefined
  private readonly counters = { elections: 0, uncleanElections: 0 }

  constructor(private readonly options: ControllerOptions) {
    this.logger = options.runtime.logger.named('kafka.controller.KafkaController')
    this.queue = new EventQueue({
      handle: (event) => this.handle(event),
      preempt: refuse,
      logger: this.logger,
    })
  }

  get isActive(): boolean {
    return this.tenure !== undefined
  }

  get activeControllerId(): number {
    return this.controllerId
  }

  get epoch(): number {
    return this.tenure?.parts.context.epoch ?? 0
  }

  async startup(): Promise<void> {
    const { client } = this.options.znodes
    this.stopListening.push(
      client.onWatchEvent((watchEvent) => {
        const event = controllerEventOf(watchEvent)
        if (event !== undefined) this.put(event)
      }),
      client.addSessionHandler({
        name: 'controller-state-change-handler',
        // The new session must not begin before this controller stopped acting for the old one.
        beforeInitializingSession: () => this.queue.clearAndPut({ kind: 'expire' }).finished,
        afterInitializingSession: () => {
          this.put({ kind: 'registerBrokerAndReelect' })
        },
      }),
    )
    await this.put({ kind: 'startup' }).finished
  }

  async shutdown(): Promise<void> {
    for (const stop of this.stopListening.splice(0)) stop()
    await this.closeQueue()
    this.resign('the broker is shutting down')
  }

  handleControlledShutdown(brokerId: number, brokerEpoch: number): Promise<ControlledShutdownResult> {
    return this.ask((answer) => ({ kind: 'controlledShutdown', brokerId, brokerEpoch, answer }))
  }

  electLeaders(partitions: readonly TopicPartition[] | null, type: ElectionType): Promise<ElectionOutcome[]> {
    return this.ask((answer) => ({ kind: 'electLeaders', partitions, type, answer }))
  }

  alterPartitionReassignments(wishes: readonly ReassignmentWish[]): Promise<ReassignmentsAltered> {
    return this.ask((answer) => ({ kind: 'alterReassignments', wishes, answer }))
  }

  listPartitionReassignments(partitions: readonly TopicPartition[] | null): Promise<ReassignmentsListed> {
    return this.ask((answer) => ({ kind: 'listReassignments', partitions, answer }))
  }

  uncleanLeaderElectionEnabled(topic?: string): void {
    if (this.isActive) this.put({ kind: 'uncleanElectionEnabled', topic })
  }

  snapshot(): ControllerSnapshot {
    const { length: queueLength, handling } = this.queue
    return snapshotOf(this.tenure, { activeControllerId: this.controllerId, queueLength, handling, ...this.counters })
  }

  /** Waits for the event being handled, unless that itself waits for a coordination service that does not answer. */
  private closeQueue(): Promise<void> {
    return new Promise((resolve) => {
      const timer = this.options.runtime.scheduler.after(SHUTDOWN_PATIENCE_MS, resolve)
      void this.queue.close().then(() => {
        timer.cancel()
        resolve()
      })
    })
  }

  private put(event: ControllerEvent): { finished: Promise<void> } {
    return this.queue.put(event)
  }

  /** The answer comes when the event was handled, or at once when it will not be. */
  private ask<Answer>(eventOf: (answer: (result: Answer) => void) => ControllerEvent): Promise<Answer> {
    return new Promise((resolve) => {
      this.put(eventOf(resolve))
    })
  }

  private async handle(event: ControllerEvent): Promise<void> {
    try {
      await this.process(event)
    } catch (error) {
      await this.handleFailure(event, error)
    }
  }

  private async process(event: ControllerEvent): Promise<void> {
    switch (event.kind) {
      case 'startup':
      case 'reelect':
        return this.reelect()
      case 'expire':
        this.controllerId = NO_CONTROLLER
        return this.resign('its session expired')
      case 'registerBrokerAndReelect':
        await this.options.registerBroker()
        return this.reelect()
      case 'controllerChange':
        return this.maybeResign()
      case 'autoPreferredElection':
        if (this.tenure === undefined) return
        try {
          return await this.tenure.processor.process(event)
        } finally {
          this.scheduleBalance(this.options.settings().leaderImbalanceCheckIntervalSeconds * 1000)
        }
      default:
        if (this.tenure === undefined) refuse(event)
        else await this.tenure.processor.process(event)
    }
  }

  /** An administrator who waits must get an answer, whatever went wrong. */
  private async handleFailure(event: ControllerEvent, error: unknown): Promise<void> {
    refuse(event, error instanceof ControllerMovedError ? ErrorCode.NOT_CONTROLLER : ErrorCode.UNKNOWN_SERVER_ERROR)
    if (error instanceof ControllerMovedError) {
      this.logger.info(`Controller moved to another broker when processing ${event.kind}: ${error.message}`)
      await this.moved()
    } else if (isCoordinationError(error, 'SESSIONEXPIRED')) {
      // The expiry event that follows makes us resign; nothing this controller writes is accepted any more.
      this.logger.info(`Session expired when processing ${event.kind}`)
    } else this.logger.error(`Error processing event ${event.kind}`, error)
  }

  /** Our epoch is not the cluster's any more: stop, whoever the controller is now. */
  private async moved(): Promise<void> {
    this.resign('another controller was elected')
    await this.maybeResign()
  }

  private async reelect(): Promise<void> {
    await this.maybeResign()
    if (this.controllerId !== NO_CONTROLLER) {
      this.logger.debug(`Broker ${this.controllerId} has been elected as the controller`)
      return
    }
    try {
      await this.elect()
    } catch (error) {
      if (error instanceof ControllerMovedError) return this.moved()
      if (isCoordinationError(error, 'SESSIONEXPIRED')) throw error
      this.logger.error('Error while electing or becoming controller. Another broker may try', error)
      // What stopped us may stop every broker: /controller must not go round as fast as sessions can write.
      await this.options.runtime.scheduler.sleep(STEP_DOWN_DELAY_MS)
      await this.stepDown()
    }
  }

  /** Watches /controller, reads it, and resigns when it is not ours any more. */
  private async maybeResign(): Promise<void> {
    this.controllerId = (await this.options.znodes.controller.watchId()) ?? NO_CONTROLLER
    if (this.controllerId !== this.options.brokerId) this.resign(`the controller is now broker ${this.controllerId}`)
  }

  private async elect(): Promise<void> {
    const { brokerId, znodes, settings, probe } = this.options
    const elected = await znodes.controller.elect(brokerId)
    this.controllerId = brokerId
    const tenure = new Tenure(this.options, elected, this.counters, (event) => {
      if (this.tenure === tenure) this.put(event)
    })
    this.tenure = tenure
    this.logger.info(
      `${brokerId} successfully elected as the controller. Epoch incremented to ${elected.epoch} and epoch zk version is now ${elected.epochZkVersion}`,
    )
    probe({ kind: 'controllerElected', controllerEpoch: elected.epoch })
    await tenure.takeOver()
    if (settings().autoLeaderRebalanceEnable) this.scheduleBalance(FIRST_BALANCE_DELAY_MS)
  }

  /** Lets the others elect a controller, because we cannot be it. */
  private async stepDown(): Promise<void> {
    const version = this.tenure?.parts.context.epochZkVersion
    this.resign('it could not take over')
    if (version === undefined) return
    this.controllerId = NO_CONTROLLER
    try {
      await this.options.znodes.controller.delete(version)
    } catch (error) {
      if (!(error instanceof ControllerMovedError)) throw error
      this.logger.warn('Controller has already moved when trying to trigger controller movement')
    }
  }

  private resign(why: ResignationReason): void {
    const { tenure } = this
    if (tenure === undefined) return
    this.tenure = undefined
    this.balanceTimer?.cancel()
    this.options.probe({ kind: 'controllerResigned', controllerEpoch: tenure.parts.context.epoch, why })
    this.logger.info(`Resigned as controller of epoch ${tenure.parts.context.epoch}: ${why}`)
    tenure.end()
  }

  private scheduleBalance(delayMs: number): void {
    this.balanceTimer?.cancel()
    if (this.tenure === undefined) return
    this.balanceTimer = this.options.runtime.scheduler.after(delayMs, () => {
      this.put({ kind: 'autoPreferredElection' })
    })
  }
}
