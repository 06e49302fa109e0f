import type { BrokerState, BrokerView, TimelineEvent } from '../../electron/host/api/views'
import { isDown } from './broker-state'

export type LifeStyle = 'running' | 'starting' | 'paused' | 'down'

export interface LifeSegment {
  fromMs: number
  toMs: number
  style: LifeStyle
}

export type MarkGlyph = 'killed' | 'election' | 'stopped' | 'started' | 'roll' | 'trouble'

export interface LifeMark {
  seq: number
  atMs: number
  glyph: MarkGlyph
  event: TimelineEvent
}

export interface Lifeline {
  brokerId: number
  segments: LifeSegment[]
  marks: LifeMark[]
}

const styleAfter: Record<string, LifeStyle> = {
  processStarted: 'starting',
  processReady: 'running',
  processPaused: 'paused',
  processResumed: 'running',
  processStopped: 'down',
  processKilled: 'down',
  processCrashed: 'down',
}

const glyphOf: Record<string, MarkGlyph> = {
  processKilled: 'killed',
  processCrashed: 'killed',
  processStopped: 'stopped',
  processReady: 'started',
  controllerElected: 'election',
  leaderElected: 'election',
  segmentRolled: 'roll',
  truncated: 'trouble',
  logDirFailed: 'trouble',
  sessionExpired: 'trouble',
  isrShrunk: 'trouble',
}

export function styleOf(state: BrokerState): LifeStyle {
  if (isDown(state)) return 'down'
  if (state === 'Paused') return 'paused'
  return state === 'RunningAsBroker' || state === 'PendingControlledShutdown' || state === 'BrokerShuttingDown'
    ? 'running'
    : 'starting'
}

/** Marks closer than this on one line are drawn as one: what happened is in the timeline page. */
const MARK_GAP_SHARE = 1 / 160

/**
 * A broker's line from `fromMs` to `toMs`, out of what the timeline tells of it. Before its first event in view a line is what the
 * events before it say; a broker that no event mentions has the state it has now.
 */
export function lifelineOf(
  broker: BrokerView,
  timeline: readonly TimelineEvent[],
  fromMs: number,
  toMs: number,
): Lifeline {
  const own = timeline.filter((event) => event.source === broker.id && event.atMs <= toMs)
  const changes = own.filter((event) => event.kind in styleAfter)
  return {
    brokerId: broker.id,
    segments: segmentsOf(broker, changes, fromMs, toMs),
    marks: marksOf(own, fromMs, (toMs - fromMs) * MARK_GAP_SHARE),
  }
}

function segmentsOf(broker: BrokerView, changes: TimelineEvent[], fromMs: number, toMs: number): LifeSegment[] {
  const segments: LifeSegment[] = []
  let style: LifeStyle | null = changes.length === 0 ? styleOf(broker.state) : null
  let sinceMs = changes.length === 0 ? Math.max(fromMs, broker.startedMs ?? fromMs) : fromMs
  for (const change of changes) {
    if (style && change.atMs > sinceMs && change.atMs > fromMs)
      segments.push({ fromMs: sinceMs, toMs: change.atMs, style })
    style = styleAfter[change.kind]!
    sinceMs = Math.max(fromMs, change.atMs)
  }
  if (style && toMs > sinceMs) segments.push({ fromMs: sinceMs, toMs, style })
  return segments
}

const importance: Record<MarkGlyph, number> = { roll: 0, trouble: 1, election: 2, started: 3, stopped: 4, killed: 5 }

function marksOf(events: TimelineEvent[], fromMs: number, gapMs: number): LifeMark[] {
  const marks: LifeMark[] = []
  for (const event of events) {
    const glyph = glyphOf[event.kind]
    if (!glyph || event.atMs < fromMs) continue
    const mark = { seq: event.seq, atMs: event.atMs, glyph, event }
    const last = marks.at(-1)
    if (!last || event.atMs - last.atMs > gapMs) marks.push(mark)
    else if (importance[glyph] > importance[last.glyph]) marks[marks.length - 1] = mark
  }
  return marks
}

export interface Tick {
  atMs: number
  labelled: boolean
}

const TICK_STEPS_MS = [
  1000, 5000, 10_000, 15_000, 30_000, 60_000, 120_000, 300_000, 600_000, 1_800_000, 3_600_000, 21_600_000,
]

/** Ticks at round local times; about every `labelPx` pixels one carries its time. */
export function ticksOf(fromMs: number, toMs: number, widthPx: number, labelPx = 90): Tick[] {
  const wantedMs = ((toMs - fromMs) / Math.max(1, widthPx)) * labelPx
  const labelStep = TICK_STEPS_MS.find((step) => step >= wantedMs) ?? TICK_STEPS_MS.at(-1)!
  const step = labelStep / 5
  const ticks: Tick[] = []
  for (let atMs = Math.ceil(fromMs / step) * step; atMs <= toMs; atMs += step) {
    ticks.push({ atMs, labelled: atMs % labelStep === 0 })
  }
  return ticks
}
