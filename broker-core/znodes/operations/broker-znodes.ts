import type { Logger } from '../../runtime/logger'
import type { CoordinationClient, Stat, WatchOption, ZnodeOperations } from '../client'
import { decodeBrokerRegistration, encodeBrokerRegistration, formatEndpoint } from '../data/broker-registration'
import { CoordinationError, isCoordinationError } from '../errors'
import { BROKER_IDS_PATH, BROKER_SEQUENCE_ID_PATH, brokerPath } from '../paths'
import type { BrokerRegistration, RegisteredBroker } from '../types'
import { ensurePersistentPath } from './recursive'

/** Who else holds a broker's registration, for the decision to wait or to give up. */
export interface RegistrationConflict {
  ownerSessionId: bigint
}

/** `/brokers/ids` and `/brokers/seqid`. */
export class BrokerZnodes {
  /** Session that registered this broker last (KAFKA-7165): its leftover registration may be replaced. */
  private registeredSessionId: bigint | undefined

  constructor(
    private readonly session: Pick<CoordinationClient, 'sessionId'>,
    private readonly client: ZnodeOperations,
    private readonly logger: Logger,
  ) {}

  /**
   * Registers the broker for this session; returns its epoch (czxid). Rejects with NODEEXISTS while another session holds the
   * registration.
   */
  async register(broker: Omit<BrokerRegistration, 'version'>): Promise<number> {
    const path = brokerPath(broker.id)
    const stat = await this.createOwned(path, encodeBrokerRegistration(broker))
    this.registeredSessionId = this.session.sessionId
    const addresses = broker.endpoints.map(formatEndpoint).join(',')
    this.logger.info(
      `Registered broker ${broker.id} at path ${path} with addresses: ${addresses}, czxid (broker epoch): ${stat.czxid}`,
    )
    return stat.czxid
  }

  /** The session that holds a broker's registration; undefined when free. */
  async registrationOwner(brokerId: number): Promise<RegistrationConflict | undefined> {
    const stat = await this.client.exists(brokerPath(brokerId))
    return stat === undefined ? undefined : { ownerSessionId: stat.ephemeralOwner }
  }

  /** New endpoints of a registered broker; its epoch stays. */
  async update(broker: Omit<BrokerRegistration, 'version'>): Promise<void> {
    await this.client.setData(brokerPath(broker.id), encodeBrokerRegistration(broker), -1)
  }

  /** Ids of the live brokers, ascending. The watch tells of brokers that come and go. */
  async liveIds(options?: WatchOption): Promise<number[]> {
    const found = await this.client.getChildren(BROKER_IDS_PATH, options)
    return (found?.children ?? []).map(Number).sort((left, right) => left - right)
  }

  /** All live brokers with their epochs, ascending by id. `watchIds` watches the list. */
  async live(options: { watchIds?: boolean } = {}): Promise<RegisteredBroker[]> {
    const ids = await this.liveIds({ watch: options.watchIds ?? false })
    const brokers = await Promise.all(ids.map((id) => this.get(id)))
    return brokers.filter((broker): broker is RegisteredBroker => broker !== undefined)
  }

  /** The watch tells of changes of this registration's content and of its end. */
  async get(brokerId: number, options?: WatchOption): Promise<RegisteredBroker | undefined> {
    const found = await this.client.getData(brokerPath(brokerId), options)
    if (found === undefined) return undefined
    return { ...decodeBrokerRegistration(brokerId, found.data), epoch: found.stat.czxid }
  }

  /** Next number of the cluster-wide sequence: 1, 2 … A generated broker id is `reserved.broker.max.id` plus it. */
  async nextSequenceId(): Promise<number> {
    try {
      return (await this.client.setData(BROKER_SEQUENCE_ID_PATH, Buffer.alloc(0), -1)).version
    } catch (error) {
      if (!isCoordinationError(error, 'NONODE')) throw error
      await ensurePersistentPath(this.client, BROKER_SEQUENCE_ID_PATH)
      return this.nextSequenceId()
    }
  }

  /** Kafka's CheckedEphemeral: create with null data and fill in one transaction; a lost reply shows as our own znode. */
  private async createOwned(path: string, data: Buffer): Promise<Stat> {
    const results = await this.client.multi([
      { type: 'create', path, data: null, options: { ephemeral: true } },
      { type: 'setData', path, data, version: 0 },
    ])
    const written = results[1]
    if (written?.type === 'setData') return written.stat
    const refused = results.find((result) => result.type === 'error' && result.code !== 'OK')
    const code = refused?.type === 'error' ? refused.code : 'SYSTEMERROR'
    if (code !== 'NODEEXISTS') throw new CoordinationError(code, path)
    return this.takeExisting(path, data)
  }

  private async takeExisting(path: string, data: Buffer): Promise<Stat> {
    const found = await this.client.getData(path)
    if (found === undefined) return this.createOwned(path, data)
    const owner = found.stat.ephemeralOwner
    if (owner === this.session.sessionId) return found.stat
    const ours = owner === this.registeredSessionId
    this.logger.error(
      `Error while creating ephemeral at ${path}, node already exists and owner ${owner} does not match current session ${this.session.sessionId}${ours ? '; it is left from our previous session and is replaced' : ''}`,
    )
    if (!ours)
      throw new CoordinationError('NODEEXISTS', path, `held by session 0x${BigInt.asUintN(64, owner).toString(16)}`)
    await this.client.delete(path, -1).catch((error: unknown) => {
      if (!isCoordinationError(error, 'NONODE')) throw error
    })
    return this.createOwned(path, data)
  }
}
