import type { Clock } from '../../runtime/time'
import type { WatchOption, ZnodeOperations } from '../client'
import { decodeController, decodeControllerEpoch, encodeController, encodeControllerEpoch } from '../data/controller'
import { ControllerMovedError, CoordinationError, isCoordinationError } from '../errors'
import { CONTROLLER_EPOCH_PATH, CONTROLLER_PATH } from '../paths'
import { fencedDeletes } from './fenced'

const INITIAL_CONTROLLER_EPOCH = 0

export interface ControllerEpoch {
  epoch: number
  /** dataVersion of /controller_epoch: what fences this controller's writes. */
  epochZkVersion: number
}

/** `/controller` and `/controller_epoch`. */
export class ControllerZnodes {
  constructor(
    private readonly client: ZnodeOperations,
    private readonly clock: Clock,
  ) {}

  /** Broker id of the controller; undefined when there is none. */
  async id(): Promise<number | undefined> {
    const found = await this.client.getData(CONTROLLER_PATH)
    return found === undefined ? undefined : decodeController(found.data)
  }

  /**
   * Leaves a watch for the creation, change or end of /controller, whether it exists or not, and returns its broker id (exists, then
   * getData, as Kafka does).
   */
  async watchId(): Promise<number | undefined> {
    await this.client.exists(CONTROLLER_PATH, { watch: true })
    const found = await this.client.getData(CONTROLLER_PATH, { watch: true })
    return found === undefined ? undefined : decodeController(found.data)
  }

  async epoch(options?: WatchOption): Promise<ControllerEpoch | undefined> {
    const found = await this.client.getData(CONTROLLER_EPOCH_PATH, options)
    if (found === undefined) return undefined
    return { epoch: decodeControllerEpoch(found.data), epochZkVersion: found.stat.version }
  }

  /**
   * Becomes the controller: creates /controller and raises /controller_epoch in one transaction. Rejects with ControllerMovedError
   * when another broker was faster. A lost reply is recognised by our id beside the epoch we wanted to write.
   */
  async elect(brokerId: number): Promise<ControllerEpoch> {
    const current = (await this.epoch()) ?? (await this.createEpoch())
    const epoch = current.epoch + 1
    const results = await this.client.multi([
      {
        type: 'create',
        path: CONTROLLER_PATH,
        data: encodeController(brokerId, this.clock.wallMs()),
        options: { ephemeral: true },
      },
      {
        type: 'setData',
        path: CONTROLLER_EPOCH_PATH,
        data: encodeControllerEpoch(epoch),
        version: current.epochZkVersion,
      },
    ])
    const written = results[1]
    if (written?.type === 'setData') return { epoch, epochZkVersion: written.stat.version }
    const refused = results.find((result) => result.type === 'error' && result.code !== 'OK')
    const code = refused?.type === 'error' ? refused.code : 'SYSTEMERROR'
    if (code !== 'NODEEXISTS' && code !== 'BADVERSION') throw new CoordinationError(code, CONTROLLER_PATH)
    return this.confirmElection(brokerId, epoch)
  }

  /** Steps down on purpose, or is made to: only while `epochZkVersion` is current. */
  async delete(epochZkVersion: number): Promise<void> {
    await fencedDeletes(this.client, [CONTROLLER_PATH], epochZkVersion)
  }

  private async createEpoch(): Promise<ControllerEpoch> {
    try {
      await this.client.create(CONTROLLER_EPOCH_PATH, encodeControllerEpoch(INITIAL_CONTROLLER_EPOCH))
      return { epoch: INITIAL_CONTROLLER_EPOCH, epochZkVersion: 0 }
    } catch (error) {
      if (!isCoordinationError(error, 'NODEEXISTS')) throw error
      return this.existingEpoch()
    }
  }

  private async existingEpoch(): Promise<ControllerEpoch> {
    const current = await this.epoch()
    if (current === undefined) throw new CoordinationError('NONODE', CONTROLLER_EPOCH_PATH, 'it existed a moment ago')
    return current
  }

  private async confirmElection(brokerId: number, epoch: number): Promise<ControllerEpoch> {
    const controllerId = await this.id()
    if (controllerId === undefined) throw new ControllerMovedError(`${CONTROLLER_PATH} went away during the election`)
    if (controllerId === brokerId) {
      const current = await this.existingEpoch()
      if (current.epoch === epoch) return current
    }
    throw new ControllerMovedError(`broker ${controllerId} was elected controller instead of ${brokerId}`)
  }
}
