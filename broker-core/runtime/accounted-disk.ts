import type { Disk, DiskFile } from './disk'
import { IoAccount, type IoCause } from './io-account'

const LOG_SUFFIX = '.log'
const INDEX_SUFFIXES = ['.index', '.timeindex', '.txnindex']

/**
 * A disk that counts where bytes pass. The cause of a read or write is the one that the caller gives, else it follows from the file's
 * name; only of segments nothing but the caller knows, their `segmentCause` stands in.
 */
export class AccountedDisk implements Disk {
  /** Of bytes of segments where nobody says why. */
  segmentCause: IoCause = 'other'

  constructor(
    readonly disk: Disk,
    readonly account: IoAccount,
    /** Everything has this cause, whatever the file. */
    private readonly onlyCause?: IoCause,
  ) {}

  open(path: string, mode: 'read' | 'write' | 'create'): DiskFile {
    return new AccountedFile(this.disk.open(path, mode), this, this.onlyCause ?? causeByName(path))
  }

  readWhole(path: string, sizeMax?: number): Buffer {
    const content = this.disk.readWhole(path, sizeMax)
    this.account.read(this.causeOf(path), content.length)
    return content
  }

  async replace(path: string, content: Buffer): Promise<void> {
    await this.disk.replace(path, content)
    this.account.wrote(this.causeOf(path), content.length)
  }

  replaceSync(path: string, content: Buffer): void {
    this.disk.replaceSync(path, content)
    this.account.wrote(this.causeOf(path), content.length)
  }

  async remove(path: string): Promise<void> {
    const bytes = this.bytesOf(path)
    await this.disk.remove(path)
    this.account.removed(bytes)
  }

  removeSync(path: string): void {
    const bytes = this.bytesOf(path)
    this.disk.removeSync(path)
    this.account.removed(bytes)
  }

  async removeTree(path: string): Promise<void> {
    const bytes = this.bytesBelow(path)
    await this.disk.removeTree(path)
    this.account.removed(bytes)
  }

  makeDirectory(path: string): void {
    this.disk.makeDirectory(path)
  }

  list(path: string) {
    return this.disk.list(path)
  }

  stat(path: string) {
    return this.disk.stat(path)
  }

  setModified(path: string, modifiedMs: number): void {
    this.disk.setModified(path, modifiedMs)
  }

  rename(from: string, to: string): void {
    this.disk.rename(from, to)
  }

  syncDirectory(path: string): Promise<void> {
    return this.disk.syncDirectory(path)
  }

  tryLock(path: string) {
    return this.disk.tryLock(path)
  }

  private causeOf(path: string): IoCause {
    return this.onlyCause ?? causeByName(path) ?? this.segmentCause
  }

  /** Of a preallocated index what it takes, not what it shows. Else the size: blocks may be given out long after the write. */
  private bytesOf(path: string): number {
    const stat = this.disk.stat(path)
    if (stat === undefined) return 0
    return causeByName(path) === 'index' ? Math.min(stat.size, stat.allocated) : stat.size
  }

  private bytesBelow(path: string): number {
    if (this.disk.stat(path)?.kind !== 'directory') return 0
    let bytes = 0
    for (const { name, kind } of this.disk.list(path)) {
      bytes += kind === 'directory' ? this.bytesBelow(`${path}/${name}`) : this.bytesOf(`${path}/${name}`)
    }
    return bytes
  }
}

class AccountedFile implements DiskFile {
  constructor(
    private readonly file: DiskFile,
    private readonly owner: AccountedDisk,
    /** undefined: a segment's. */
    private readonly ownCause: IoCause | undefined,
  ) {}

  get path(): string {
    return this.file.path
  }

  size(): number {
    return this.file.size()
  }

  write(buffers: readonly Buffer[], position: number, cause?: IoCause): number {
    const written = this.file.write(buffers, position)
    this.owner.account.wrote(this.cause(cause), written)
    return written
  }

  readSync(target: Buffer, targetOffset: number, length: number, position: number, cause?: IoCause): number {
    const count = this.file.readSync(target, targetOffset, length, position)
    this.owner.account.read(this.cause(cause), count)
    return count
  }

  async read(target: Buffer, targetOffset: number, length: number, position: number, cause?: IoCause): Promise<number> {
    const because = this.cause(cause)
    const count = await this.file.read(target, targetOffset, length, position)
    this.owner.account.read(because, count)
    return count
  }

  truncate(length: number): void {
    this.file.truncate(length)
  }

  sync(): Promise<void> {
    return this.file.sync()
  }

  syncSync(): void {
    this.file.syncSync()
  }

  close(): void {
    this.file.close()
  }

  private cause(given: IoCause | undefined): IoCause {
    return this.ownCause ?? given ?? this.owner.segmentCause
  }
}

/** undefined: a segment, whatever its mark (`.deleted`, `.cleaned`, `.swap`). */
function causeByName(path: string): IoCause | undefined {
  const name = path.slice(path.lastIndexOf('/') + 1)
  if (name.includes(LOG_SUFFIX)) return undefined
  return INDEX_SUFFIXES.some((suffix) => name.includes(suffix)) ? 'index' : 'checkpoint'
}

/** The same disk for a part of whoever uses it: what the part's account counts, the account of the whole counts too. */
export function accountedPart(disk: Disk): AccountedDisk {
  return disk instanceof AccountedDisk
    ? new AccountedDisk(disk.disk, new IoAccount(disk.account))
    : new AccountedDisk(disk, new IoAccount())
}

/** The disk below, of which nothing is counted here: what is done through it is told by others. */
export function unaccounted(disk: Disk): Disk {
  return disk instanceof AccountedDisk ? disk.disk : disk
}
