import type { BatchOutline } from './batch-outline'
import { found } from './found'
import type { ProblemList } from './problems'

export interface EpochEntry {
  epoch: number
  startOffset: number
}

/** Compares the leader epochs in the batches of a whole partition, in order, with those of its checkpoint file. Pure but for the list. */
export class EpochCheck {
  private newest = -1
  private sawEpoch = false
  private before: { epoch: number; told: number } = { epoch: -1, told: -1 }

  constructor(
    /** undefined: there is no file, or it cannot be read. */
    private readonly entries: readonly EpochEntry[] | undefined,
    private readonly epochFile: string,
    private readonly problems: ProblemList,
  ) {}

  visit(batch: BatchOutline, file: string): void {
    const { partitionLeaderEpoch: epoch, baseOffset, position } = batch
    // Old formats have none, and a batch whose CRC is wrong is told already.
    if (epoch < 0 || batch.isValid === false) return
    this.sawEpoch = true
    if (epoch < this.newest)
      this.problems.add({
        kind: 'epochDisorder',
        file,
        position,
        offset: baseOffset,
        ...found('epochBack', { offset: baseOffset, epoch, newest: this.newest }),
      })
    this.newest = Math.max(this.newest, epoch)
    this.compare(batch)
  }

  private compare({ partitionLeaderEpoch: epoch, baseOffset }: BatchOutline): void {
    const first = this.entries?.[0]
    if (this.entries === undefined) return
    // Deleted records take their epochs with them: the first entry moves to the new log start.
    if (first !== undefined && baseOffset < first.startOffset && epoch <= first.epoch) return
    const told = this.epochAt(baseOffset)
    // Once for each stretch, not for each batch of it.
    if (told === epoch || (this.before.epoch === epoch && this.before.told === told)) return
    this.before = { epoch, told }
    this.problems.add({
      kind: 'epochFileContradiction',
      file: this.epochFile,
      offset: baseOffset,
      ...(told < 0
        ? found('epochUntold', { offset: baseOffset, epoch })
        : found('epochOther', { offset: baseOffset, epoch, told })),
    })
  }

  private epochAt(offset: number): number {
    const entries = this.entries ?? []
    let low = 0
    let high = entries.length
    while (low < high) {
      const middle = (low + high) >>> 1
      if (entries[middle]!.startOffset <= offset) low = middle + 1
      else high = middle
    }
    return entries[low - 1]?.epoch ?? -1
  }

  /** After the last batch. */
  finish(logEndOffset: number, present: boolean): void {
    if (!present && this.sawEpoch)
      this.problems.add({
        kind: 'epochFileMissing',
        file: this.epochFile,
        ...found('epochsInLog', { newest: this.newest }),
      })
    for (const { epoch, startOffset } of this.entries ?? [])
      if (startOffset > logEndOffset)
        this.problems.add({
          kind: 'epochFileBeyondEnd',
          file: this.epochFile,
          offset: startOffset,
          ...found('epochBeyond', { epoch, offset: startOffset, logEndOffset }),
        })
  }
}
