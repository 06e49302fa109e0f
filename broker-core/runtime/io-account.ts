/** Why bytes of files are read or written. The caller knows it; a file's kind stands in where nobody says. */
export const ioCauses = [
  'append',
  'replicationAppend',
  'consumerFetch',
  'followerFetch',
  'cleaner',
  'index',
  'checkpoint',
  'recovery',
  'other',
] as const

export type IoCause = (typeof ioCauses)[number]

const CAUSES = ioCauses.length
const indexOf = Object.fromEntries(ioCauses.map((cause, index) => [cause, index])) as Readonly<Record<IoCause, number>>

/** Bytes by cause, in the order of `ioCauses`. */
export interface IoCounts {
  read: number[]
  written: number[]
  /** Of files that were removed. */
  deleted: number
}

/** Counts bytes of files since it was made, for itself and for the whole that it is a part of. Appends can afford it. */
export class IoAccount {
  private readonly bytes = new Float64Array(2 * CAUSES)
  private deleted = 0

  constructor(private readonly whole?: IoAccount) {}

  read(cause: IoCause, bytes: number): void {
    this.bytes[indexOf[cause]]! += bytes
    this.whole?.read(cause, bytes)
  }

  wrote(cause: IoCause, bytes: number): void {
    this.bytes[CAUSES + indexOf[cause]]! += bytes
    this.whole?.wrote(cause, bytes)
  }

  removed(bytes: number): void {
    this.deleted += bytes
    this.whole?.removed(bytes)
  }

  counts(): IoCounts {
    return {
      read: Array.from(this.bytes.subarray(0, CAUSES)),
      written: Array.from(this.bytes.subarray(CAUSES)),
      deleted: this.deleted,
    }
  }
}

/** Bytes in and out of something that is no file. */
export class ChannelAccount {
  in = 0
  out = 0
}

/** Everything that a broker moves. */
export class BrokerAccount {
  readonly files = new IoAccount()
  readonly sockets = new ChannelAccount()
  /** The channel to the lab. */
  readonly channel = new ChannelAccount()
  /** Lines of the broker's own log. */
  logLines = 0
}
