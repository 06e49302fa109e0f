import { z } from 'zod'
import { SteadyTraffic } from '../../client/steady-traffic'
import type { RunContext, Running } from '../context'
import { numberArg, numberOf, topicArg } from '../facts/args'
import { failure, sentence } from '../words'
import { defineVerb } from './verb'

/** So many records of each side say that the traffic flows. */
const FLOWS = 20
const FLOWS_MS = 60_000
const NAME = 'traffic'

/** The traffic of this run, with who waits for it. */
class RunningTraffic implements Running {
  readonly traffic: SteadyTraffic
  private readonly listeners = new Set<() => void>()

  constructor(bootstrap: string, topic: string, partition: number) {
    this.traffic = new SteadyTraffic({
      bootstrap,
      topic,
      partition,
      moved: () => {
        for (const listener of [...this.listeners]) listener()
      },
    })
  }

  stop(): Promise<void> {
    return this.traffic.stop()
  }

  /** Resolves when so many more records were acknowledged, and as many more consumed. */
  more(count: number, signal: AbortSignal): Promise<void> {
    const { acknowledged, consumed } = this.traffic
    const [acknowledgedGoal, consumedGoal] = [acknowledged.count + count, consumed.count + count]
    return new Promise((resolve, reject) => {
      const end = (settle: () => void) => {
        clearTimeout(patience)
        this.listeners.delete(look)
        signal.removeEventListener('abort', left)
        settle()
      }
      const look = () => {
        if (acknowledged.count >= acknowledgedGoal && consumed.count >= consumedGoal) end(resolve)
      }
      const left = () => end(() => reject(failure('CLOSING', 'exerciseLeft')))
      const late = () => end(() => reject(failure('TIMED_OUT', 'noTraffic', { seconds: FLOWS_MS / 1000 })))
      const patience = setTimeout(late, FLOWS_MS)
      signal.addEventListener('abort', left)
      this.listeners.add(look)
      look()
    })
  }
}

function trafficOf({ running }: RunContext): RunningTraffic {
  const found = running.get(NAME)
  if (found instanceof RunningTraffic) return found
  throw failure('NOT_FOUND', 'trafficFirst')
}

/** A producer (acks=all) and a consumer that go on until the exercise ends. Done when both flow. */
export const steadyTraffic = defineVerb(
  'steadyTraffic',
  z.strictObject({ topic: topicArg, partition: numberArg.default(0) }),
  ({ topic, partition }) => sentence('doTraffic', { name: `${topic}-${partition}` }),
  async ({ topic, partition }, context) => {
    await context.running.get(NAME)?.stop()
    const started = new RunningTraffic(context.lab.bootstrap, topic, numberOf(partition))
    context.running.set(NAME, started)
    await started.more(FLOWS, context.signal)
    const { acknowledged, consumed } = started.traffic
    return { output: [sentence('flowing', { acknowledged: acknowledged.count, consumed: consumed.count })] }
  },
)

/** Pauses of the traffic count from here on. */
export const watchTraffic = defineVerb(
  'watchTraffic',
  z.strictObject({}),
  () => sentence('doWatchTraffic'),
  async (_, context) => {
    trafficOf(context).traffic.begin()
    return {}
  },
)

/** Waits until the traffic flows again. The longest pauses, in ms, are kept as `NAME-producer-gap` and `NAME-consumer-gap`. */
export const measureTraffic = defineVerb(
  'measureTraffic',
  z.strictObject({ as: z.string() }),
  () => sentence('doMeasureTraffic'),
  async ({ as }, context) => {
    const found = trafficOf(context)
    await found.more(FLOWS, context.signal)
    const { acknowledged, consumed } = found.traffic
    const [producerGap, consumerGap] = [Math.round(acknowledged.ms), Math.round(consumed.ms)]
    context.variables.set(`${as}-producer-gap`, producerGap)
    context.variables.set(`${as}-consumer-gap`, consumerGap)
    return {
      output: [sentence('producerGap', { ms: producerGap }), sentence('consumerGap', { ms: consumerGap })],
    }
  },
)
