import type { LabUpdate } from '../../electron/host/api/functions'
import type { RecordedBlock } from '../../electron/host/api/recording-functions'
import type { TimelineEvent } from '../../electron/host/api/views'
import { emptyPicture, nextPicture, type Picture } from './picture'
import { RecordingFault, readJson } from './recording-file'

/** Blocks kept unpacked: going back and forth over the same half minute reads nothing twice. */
export const BLOCKS_KEPT = 6

export type RecordingExtentMs = { fromMs: number; toMs: number }

const lists = ['brokers', 'partitions', 'removedPartitions', 'timeline', 'gates'] as const

/** As far as putting a picture together relies on it; a page that cannot draw a view of it says so where it stands. */
function isUpdate(update: LabUpdate | null): boolean {
  return (
    typeof update?.nowMs === 'number' &&
    lists.every((name) => update[name] === undefined || Array.isArray(update[name])) &&
    [...(update.brokers ?? []), ...(update.partitions ?? [])].every((view) => typeof view === 'object' && view !== null)
  )
}

/** The block that tells of a moment: the last one that begins no later; before all of them, the first. */
export function blockAt(blocks: readonly RecordedBlock[], atMs: number): RecordedBlock | undefined {
  let low = 0
  let high = blocks.length - 1
  while (low < high) {
    const middle = Math.ceil((low + high) / 2)
    if (blocks[middle]!.fromMs <= atMs) low = middle
    else high = middle - 1
  }
  return blocks[low]
}

const MOMENT = /^\{(?:"version":\d+,|"resync":(?:true|false),)*"nowMs":(\d{1,15})[,}]/

/** When a line was told, as a rule without reading it whole. */
function momentOf(line: string): number {
  const moment = MOMENT.exec(line)
  return moment ? Number(moment[1]) : readUpdate(line).nowMs
}

function readUpdate(line: string): LabUpdate {
  const update = readJson(line) as LabUpdate | null
  if (!isUpdate(update)) throw new RecordingFault('damaged')
  return update!
}

/**
 * The pictures of one block, each built once, from its keyframe on. One `LabUpdate` a line, the first with a whole picture; those later
 * than every moment that was asked for are not read. Throws with what is wrong.
 */
export function createBlockPictures(text: string) {
  const lines = text.split('\n')
  const moments = lines.map(momentOf)
  const built: Picture[] = []
  function build(line: string): Picture {
    const update = readUpdate(line)
    const before = built.at(-1)
    if (!before && update.resync !== true) throw new RecordingFault('damaged')
    return nextPicture(before ?? emptyPicture, update)
  }
  return {
    /** As known at `atMs`, never of later; before the keyframe, the keyframe. */
    at(atMs: number): Picture {
      let index = 0
      while (index + 1 < moments.length && moments[index + 1]! <= atMs) index++
      while (built.length <= index) built.push(build(lines[built.length]!))
      return built[index]!
    },
  }
}

/**
 * Events that had happened by then, in the lab's order. The timeline holds them all but the frequent ones that had to make room; those
 * of the moment are in its block.
 */
export function eventsUntil(
  timeline: readonly TimelineEvent[],
  inBlock: readonly TimelineEvent[],
  atMs: number,
): readonly TimelineEvent[] {
  const events: TimelineEvent[] = []
  let next = 0
  for (const event of timeline) {
    for (let own = inBlock[next]; own && own.seq <= event.seq; own = inBlock[++next])
      if (own.seq < event.seq && own.atMs <= atMs) events.push(own)
    if (event.atMs <= atMs) events.push(event)
  }
  for (; next < inBlock.length; next++) if (inBlock[next]!.atMs <= atMs) events.push(inBlock[next]!)
  return events
}

/** The event before or after a moment, to step to. */
export function eventBeside(
  events: readonly TimelineEvent[],
  atMs: number,
  direction: -1 | 1,
): TimelineEvent | undefined {
  let found: TimelineEvent | undefined
  for (const event of events) {
    const beyond = direction < 0 ? event.atMs < atMs : event.atMs > atMs
    if (beyond && (!found || (direction < 0 ? event.atMs >= found.atMs : event.atMs < found.atMs))) found = event
  }
  return found
}

export interface RecordingReader {
  readonly blocks: readonly RecordedBlock[]
  readonly timeline: readonly TimelineEvent[]
  readonly extent: RecordingExtentMs
  /** Reads at most one block. */
  seek(atMs: number): Promise<Picture>
}

export function createRecordingReader(options: {
  blocks: readonly RecordedBlock[]
  timeline: readonly TimelineEvent[]
  read(block: RecordedBlock): Promise<string>
}): RecordingReader {
  const { blocks, timeline } = options
  const first = blocks[0]
  const last = blocks.at(-1)
  if (!first || !last) throw new RecordingFault('empty')
  const kept = new Map<number, Promise<ReturnType<typeof createBlockPictures>>>()

  function open(block: RecordedBlock) {
    const known = kept.get(block.id)
    const pictures = known ?? options.read(block).then(createBlockPictures)
    kept.delete(block.id)
    kept.set(block.id, pictures)
    if (!known) pictures.catch(() => kept.delete(block.id))
    if (kept.size > BLOCKS_KEPT) kept.delete(kept.keys().next().value!)
    return pictures
  }

  return {
    blocks,
    timeline,
    extent: { fromMs: first.fromMs, toMs: last.toMs },
    async seek(atMs) {
      const picture = (await open(blockAt(blocks, atMs)!)).at(atMs)
      const events = eventsUntil(timeline, picture.timeline, atMs)
      return Object.freeze({ ...picture, timeline: events, timelineStart: events[0]?.seq ?? 0 })
    },
  }
}
