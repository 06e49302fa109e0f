import type { WatchOption, ZnodeOperations } from '../client'
import { decodeLogDirEvent, encodeLogDirEvent } from '../data/log-dir-event'
import { decodePartitionList, encodePartitionList } from '../data/partition-lists'
import {
  ISR_CHANGE_NOTIFICATION_PATH,
  ISR_CHANGE_PREFIX,
  LOG_DIR_EVENT_NOTIFICATION_PATH,
  LOG_DIR_EVENT_PREFIX,
} from '../paths'
import type { TopicPartition } from '../types'
import { fencedDeletes } from './fenced'
import { listSequential } from './sequential'

/** Notifications as found: what they say together, and the znodes to delete once acted upon. */
export interface Notifications<Content> {
  content: Content[]
  paths: string[]
}

/** `/isr_change_notification` and `/log_dir_event_notification`: brokers write, the controller reads and deletes. */
export class NotificationZnodes {
  constructor(private readonly client: ZnodeOperations) {}

  /** A leader tells the controller which partitions' ISRs it changed. */
  async notifyIsrChange(partitions: readonly TopicPartition[]): Promise<void> {
    const path = `${ISR_CHANGE_NOTIFICATION_PATH}/${ISR_CHANGE_PREFIX}`
    await this.client.create(path, encodePartitionList(partitions), { sequential: true })
  }

  /** A broker tells the controller that one of its log directories failed. */
  async notifyLogDirFailure(brokerId: number): Promise<void> {
    const path = `${LOG_DIR_EVENT_NOTIFICATION_PATH}/${LOG_DIR_EVENT_PREFIX}`
    await this.client.create(path, encodeLogDirEvent(brokerId), { sequential: true })
  }

  isrChanges(options?: WatchOption): Promise<Notifications<TopicPartition>> {
    return this.read(ISR_CHANGE_NOTIFICATION_PATH, ISR_CHANGE_PREFIX, decodePartitionList, options)
  }

  /** Ids of brokers with a failed log directory. */
  logDirFailures(options?: WatchOption): Promise<Notifications<number>> {
    const decode = (data: Buffer | null): number[] => {
      const brokerId = decodeLogDirEvent(data)
      return brokerId === undefined ? [] : [brokerId]
    }
    return this.read(LOG_DIR_EVENT_NOTIFICATION_PATH, LOG_DIR_EVENT_PREFIX, decode, options)
  }

  /** Deletes the notifications acted upon. Rejects with ControllerMovedError. */
  async delete(paths: readonly string[], epochZkVersion: number): Promise<void> {
    await fencedDeletes(this.client, paths, epochZkVersion)
  }

  /** A new controller starts without its predecessor's notifications. Keeps a watch for later ones when asked. */
  async deleteAll(epochZkVersion: number, options?: WatchOption): Promise<void> {
    const logDirEvents = await listSequential(
      this.client,
      LOG_DIR_EVENT_NOTIFICATION_PATH,
      LOG_DIR_EVENT_PREFIX,
      options,
    )
    const isrChanges = await listSequential(this.client, ISR_CHANGE_NOTIFICATION_PATH, ISR_CHANGE_PREFIX, options)
    await this.delete(
      [...logDirEvents, ...isrChanges].map(({ path }) => path),
      epochZkVersion,
    )
  }

  private async read<Content>(
    parent: string,
    prefix: string,
    decode: (data: Buffer | null) => Content[],
    options?: WatchOption,
  ): Promise<Notifications<Content>> {
    const found = await listSequential(this.client, parent, prefix, options)
    const contents = await Promise.all(found.map(({ path }) => this.client.getData(path)))
    return {
      content: contents.flatMap((znode) => (znode === undefined ? [] : decode(znode.data))),
      paths: found.map(({ path }) => path),
    }
  }
}
