import { readFileSync } from 'node:fs'
import type { TimelineEvent } from '../../electron/host/api/views'

/** What Kafka 2.6 logs of the events that exercises ask for. A group `tp` is the partition, every other one a detail. */
const LINES: readonly (readonly [kind: string, pattern: RegExp])[] = [
  [
    'controllerElected',
    /\[Controller id=\d+\] \d+ successfully elected as the controller\. Epoch incremented to (?<epoch>\d+)/,
  ],
  ['truncated', /\[Log partition=(?<tp>\S+?), .*Truncating to offset (?<to>\d+)/],
  ['segmentRolled', /\[Log partition=(?<tp>\S+?), .*Rolled new log segment at offset (?<baseOffset>\d+)/],
  [
    'segmentsDeleted',
    /\[Log partition=(?<tp>\S+?), .*Found deletable segments with base offsets \[(?<baseOffsets>[\d,]+)\]/,
  ],
  ['cleanerFinished', /Log cleaner thread \d+ cleaned log (?<tp>\S+) \(dirty section/],
]
const OVERRIDE = /Processing override for entityPath: (\S+) with config: \w*Map\((.*)\)/

/** The events that one broker's server.log tells, each once, in its order. */
export class ApacheLogEvents {
  private linesRead = 0
  /** As the last line about each entity gave them. */
  private readonly overrides = new Map<string, readonly string[]>()

  constructor(
    private readonly source: number,
    private readonly logFile: string,
  ) {}

  /** What was logged since the look before. `nextSeq`: called for each event. */
  fresh(nextSeq: () => number): TimelineEvent[] {
    const lines = readFileSync(this.logFile, 'utf8').split('\n').slice(0, -1)
    const added = lines.slice(this.linesRead)
    this.linesRead = lines.length
    const { source } = this
    return added.flatMap((line) =>
      this.told(line).map(({ kind, text, topicPartition, details }) => ({
        ...{ seq: nextSeq(), atMs: Date.now(), source, kind, text, topicPartition, severity: 'info' as const, details },
      })),
    )
  }

  private told(line: string): Pick<TimelineEvent, 'kind' | 'text' | 'topicPartition' | 'details'>[] {
    const [, entity, settings] = OVERRIDE.exec(line) ?? []
    if (entity !== undefined) {
      const keys = this.changed(entity, settings === '' ? [] : (settings?.split(', ') ?? []))
      const text = `Config of ${entity} changed: ${keys.join(', ')}`
      return [{ kind: 'configChanged', text, topicPartition: null, details: {} }]
    }
    return LINES.flatMap(([kind, pattern]) => {
      const { tp = null, ...found } = pattern.exec(line)?.groups ?? { none: '' }
      if ('none' in found) return []
      const details = Object.entries(found).map(([name, value]) => [name, /^\d+$/.test(value) ? Number(value) : value])
      return [{ kind, text: line, topicPartition: tp, details: Object.fromEntries(details) }]
    })
  }

  /** Kafka logs all overrides that are left: what changed is the difference to the line before. */
  private changed(entity: string, settings: readonly string[]): string[] {
    const before = this.overrides.get(entity) ?? []
    this.overrides.set(entity, settings)
    const differs = [
      ...settings.filter((each) => !before.includes(each)),
      ...before.filter((each) => !settings.includes(each)),
    ]
    return [...new Set(differs.map((each) => each.split(' -> ')[0]!))]
  }
}
