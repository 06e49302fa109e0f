import { z } from 'zod'
import { LabError } from '../../api/errors'
import { SteadyTraffic } from '../../client/steady-traffic'
import type { RunContext, Running } from '../context'
import { numberArg, numberOf, topicArg } from '../facts/args'
import { sentence } from '../words'
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
      const left = () => end(() => reject(new LabError('CLOSING', 'the exercise was left')))
      const late = () =>
        end(() =>
          reject(new LabError('TIMED_OUT', `no steady traffic within ${FLOWS_MS / 1000} s: is there a leader?`)),
        )
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
  throw new LabError('NOT_FOUND', 'no traffic flows; start it first')
}

/** A producer (acks=all) and a consumer that go on until the exercise ends. Done when both flow. */
export const steadyTraffic = defineVerb(
  'steadyTraffic',
  z.strictObject({ topic: topicArg, partition: numberArg.default(0) }),
  ({ topic, partition }) => `# steady traffic on ${topic}-${partition}: a producer (acks=all) and a consumer`,
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
  () => '# watch the pauses of producer and consumer from here on',
  async (_, context) => {
    trafficOf(context).traffic.begin()
    return {}
  },
)

/** Waits until the traffic flows again. The longest pauses, in ms, are kept as `NAME-producer-gap` and `NAME-consumer-gap`. */
export const measureTraffic = defineVerb(
  'measureTraffic',
  z.strictObject({ as: z.string() }),
  () => '# wait until producer and consumer go on',
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
