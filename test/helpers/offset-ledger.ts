import { eventually } from './eventually'

/**
 * What a group was told about its commits, by partition of one topic, and what was delivered to it. An acknowledged offset is a promise:
 * nobody may read a smaller one afterwards.
 */
export class OffsetLedger {
  /** The highest acknowledged offset of each partition; -1 before the first. */
  readonly acknowledged: number[]
  /** The highest offset that anybody tried to commit. */
  readonly attempted: number[]
  readonly delivered: Set<number>[]
  /** Broken promises, as sentences. */
  readonly violations: string[] = []
  /** The newest generation that a member worked in. */
  generation = -1
  lastProblem = 'no error so far'

  constructor(
    readonly group: string,
    readonly partitionCount: number,
  ) {
    this.acknowledged = new Array<number>(partitionCount).fill(-1)
    this.attempted = new Array<number>(partitionCount).fill(-1)
    this.delivered = Array.from({ length: partitionCount }, () => new Set<number>())
  }

  try(partition: number, offset: number): void {
    this.attempted[partition] = Math.max(this.attempted[partition]!, offset)
  }

  acknowledge(partition: number, offset: number): void {
    this.acknowledged[partition] = Math.max(this.acknowledged[partition]!, offset)
  }

  /** `before` is what had been acknowledged when the question was sent. */
  expect(partition: number, seen: number, before: number, who: string): void {
    const attempted = this.attempted[partition]!
    const place = `${this.group}, partition ${partition}, seen by ${who}`
    if (seen < before) this.violate(`${place}: offset ${before} was acknowledged and is ${seen}`)
    if (seen > attempted) this.violate(`${place}: offset ${seen} was committed by nobody (${attempted})`)
  }

  violate(problem: string): void {
    if (this.violations.length < 20) this.violations.push(problem)
  }

  /** Of all partitions. */
  get committed(): number {
    return this.acknowledged.reduce((sum, offset) => sum + Math.max(offset, 0), 0)
  }

  /** Resolves when `count` more records are committed than now; a broken promise ends the waiting. */
  async progress(count: number, timeoutMs: number): Promise<void> {
    const target = this.committed + count
    await eventually(
      () => {
        if (this.violations.length > 0 || this.committed >= target) return
        throw new Error(`${this.group} committed ${this.committed} of ${target} records; ${this.lastProblem}`)
      },
      timeoutMs,
      20,
    )
    if (this.violations.length > 0) throw new Error(this.violations.join('; '))
  }

  /** Records below these end offsets that nobody in the group got, as sentences. */
  undelivered(endOffsets: readonly number[]): string[] {
    return endOffsets.flatMap((end, partition) => {
      const missing = Array.from({ length: end }, (_, offset) => offset).filter(
        (offset) => !this.delivered[partition]!.has(offset),
      )
      if (missing.length === 0) return []
      return [`${this.group}, partition ${partition}: ${missing.length} of ${end} never delivered, first ${missing[0]}`]
    })
  }
}
