import { ANY_VERSION, type WatchOption, type ZnodeOperations } from '../client'
import {
  type ConfigChange,
  decodeConfigChange,
  decodeEntityConfig,
  encodeConfigChange,
  encodeEntityConfig,
} from '../data/entity-config'
import { isCoordinationError } from '../errors'
import {
  CONFIG_CHANGE_PREFIX,
  CONFIG_CHANGES_PATH,
  type ConfigEntityType,
  configEntityPath,
  configTypePath,
  userClientsPath,
} from '../paths'
import { createWithParents, ensurePersistentPath } from './recursive'
import { listSequential } from './sequential'

/** A config change notification as found under `/config/changes`. */
export interface ConfigChangeNotification {
  /** Znode name, e.g. `config_change_0000000007`. */
  name: string
  sequence: number
  /** Wall-clock milliseconds of its creation. */
  createdMs: number
  /** undefined: not readable; skip it. */
  change: ConfigChange | undefined
}

/** `/config/TYPE/NAME` and `/config/changes`. */
export class ConfigZnodes {
  constructor(private readonly client: ZnodeOperations) {}

  /** Settings of an entity; empty when it has none. `entity` is sanitized. */
  async get(type: ConfigEntityType, entity: string): Promise<Map<string, string>> {
    const found = await this.client.getData(configEntityPath(type, entity))
    return decodeEntityConfig(found?.data ?? null)
  }

  /** Settings of every entity of a type. */
  async getAll(type: ConfigEntityType): Promise<Map<string, Map<string, string>>> {
    const entities = await this.entities(type)
    const configs = await Promise.all(entities.map((entity) => this.get(type, entity)))
    return new Map(entities.map((entity, index) => [entity, configs[index]!]))
  }

  /** Settings of each client id of a user, both sanitized. */
  async getClientsOf(user: string): Promise<Map<string, Map<string, string>>> {
    const path = userClientsPath(user)
    const clients = (await this.client.getChildren(path))?.children ?? []
    const found = await Promise.all(clients.map((client) => this.client.getData(`${path}/${client}`)))
    return new Map(clients.map((client, index) => [client, decodeEntityConfig(found[index]?.data ?? null)]))
  }

  async entities(type: ConfigEntityType): Promise<string[]> {
    return (await this.client.getChildren(configTypePath(type)))?.children ?? []
  }

  /** Replaces the settings of an entity, creating its znode when missing; the last writer wins. */
  async set(type: ConfigEntityType, entity: string, config: ReadonlyMap<string, string>): Promise<void> {
    const path = configEntityPath(type, entity)
    const data = encodeEntityConfig(config)
    try {
      await this.client.setData(path, data, ANY_VERSION)
    } catch (error) {
      if (!isCoordinationError(error, 'NONODE')) throw error
      await this.createOrSet(path, data)
    }
  }

  /** Tells all brokers to read an entity's settings again. */
  async notifyChange(change: ConfigChange): Promise<void> {
    await ensurePersistentPath(this.client, CONFIG_CHANGES_PATH)
    const path = `${CONFIG_CHANGES_PATH}/${CONFIG_CHANGE_PREFIX}`
    await this.client.create(path, encodeConfigChange(change), { sequential: true })
  }

  /** Notifications newer than `afterSequence` (-1: all), in order. The watch tells of new ones. */
  async changes(afterSequence: number, options?: WatchOption): Promise<ConfigChangeNotification[]> {
    const found = await listSequential(this.client, CONFIG_CHANGES_PATH, CONFIG_CHANGE_PREFIX, options)
    const wanted = found.filter(({ sequence }) => sequence > afterSequence)
    const contents = await Promise.all(wanted.map(({ path }) => this.client.getData(path)))
    return wanted.flatMap(({ name, sequence }, index) => {
      const content = contents[index]
      if (content === undefined) return []
      return [{ name, sequence, createdMs: content.stat.ctimeMs, change: decodeConfigChange(content.data) }]
    })
  }

  /** Deletes notifications created before `createdBeforeMs` (Kafka: 15 minutes ago); any broker may. Returns how many. */
  async purgeChanges(createdBeforeMs: number): Promise<number> {
    const old = (await this.changes(-1)).filter(({ createdMs }) => createdMs < createdBeforeMs)
    for (const { name } of old) {
      await this.client.delete(`${CONFIG_CHANGES_PATH}/${name}`, ANY_VERSION).catch((error: unknown) => {
        if (!isCoordinationError(error, 'NONODE')) throw error
      })
    }
    return old.length
  }

  private async createOrSet(path: string, data: Buffer): Promise<void> {
    try {
      await createWithParents(this.client, path, data)
    } catch (error) {
      if (!isCoordinationError(error, 'NODEEXISTS')) throw error
      await this.client.setData(path, data, ANY_VERSION)
    }
  }
}
