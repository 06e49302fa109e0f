import { leaderAndIsr } from '../protocol/messages/04-leader-and-isr'
import { stopReplica } from '../protocol/messages/05-stop-replica'
import { updateMetadata } from '../protocol/messages/06-update-metadata'
import type { Logger } from '../runtime/logger'
import type { Scheduler } from '../runtime/time'
import type { ControlConnection } from './control-connection'
import type { ControlRequest } from './control-request'

/** Between a failed send and the next attempt (RequestSendThread.backoff). */
const RETRY_BACKOFF_MS = 100

/**
 * Requests to one broker, strictly in order, one in flight, each repeated until answered or the channel is closed because the broker
 * left (kafka.controller.RequestSendThread).
 */
export class ControlChannel {
  private readonly waiting: ControlRequest[] = []
  private running = false
  private closed = false

  constructor(
    readonly brokerId: number,
    private readonly connection: ControlConnection,
    private readonly scheduler: Scheduler,
    private readonly logger: Logger,
  ) {}

  get length(): number {
    return this.waiting.length
  }

  send(request: ControlRequest): void {
    if (this.closed) return
    this.waiting.push(request)
    if (!this.running) void this.run()
  }

  /** Drops what waits; answers still under way are not reported any more. */
  close(): void {
    this.closed = true
    this.waiting.length = 0
    this.connection.close()
  }

  private async run(): Promise<void> {
    this.running = true
    while (!this.closed && this.waiting.length > 0) await this.sendFirst()
    this.running = false
  }

  private async sendFirst(): Promise<void> {
    const request = this.waiting[0]!
    if (request.held !== undefined) await request.held
    if (this.closed) return
    let report: () => void
    try {
      report = await this.exchange(request)
    } catch (error) {
      if (this.closed) return
      this.logger.warn(`Controller fails to send ${request.kind} to broker ${this.brokerId}; trying again`, error)
      await this.scheduler.sleep(RETRY_BACKOFF_MS)
      return
    }
    if (this.closed) return
    this.waiting.shift()
    report()
  }

  private async exchange(request: ControlRequest): Promise<() => void> {
    switch (request.kind) {
      case 'leaderAndIsr': {
        const response = await this.connection.send(leaderAndIsr, request.version, request.body)
        return () => request.answered(response)
      }
      case 'updateMetadata': {
        const response = await this.connection.send(updateMetadata, request.version, request.body)
        return () => request.answered(response)
      }
      case 'stopReplica': {
        const response = await this.connection.send(stopReplica, request.version, request.body)
        return () => request.answered(response)
      }
    }
  }
}
