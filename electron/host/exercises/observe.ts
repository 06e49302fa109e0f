import { textsOf } from '../words/wording'
import { filled, type RunContext } from './context'
import { meets } from './expectation'
import type { Observation } from './facts/fact'
import { factNamed } from './facts/registry'
import type { Expectation, FactCall } from './schema'

/** Files and answers over the wire are looked at again after this long; whatever the brokers tell is looked at when they tell it. */
const LOOK_AGAIN_MS = 250

export async function readFact(context: RunContext, call: FactCall): Promise<Observation> {
  const { fact: name, ...given } = call
  const fact = factNamed(name)
  const args = fact.schema.parse(filled(context, given))
  return fact.read(args as never, context)
}

/** Looks until the expectation is met or the time is over; `told` hears of every look. */
export async function observe(
  context: RunContext,
  call: FactCall,
  expectation: Expectation,
  withinMs: number,
  told: (observation: Observation) => void = () => undefined,
): Promise<{ observation: Observation | null; met: boolean }> {
  const deadlineMs = Date.now() + withinMs
  let observation: Observation | null = null
  for (;;) {
    if (context.signal.aborted) return { observation, met: false }
    try {
      observation = await readFact(context, call)
      told(observation)
      if (meets(observation.value, filled(context, expectation))) return { observation, met: true }
    } catch (error) {
      // A broker that does not answer now may answer in a moment; the time decides.
      observation = { value: null, evidence: { text: textsOf(error) } }
      told(observation)
    }
    const leftMs = deadlineMs - Date.now()
    if (leftMs <= 0) return { observation, met: false }
    await changeOr(context, Math.min(LOOK_AGAIN_MS, leftMs))
  }
}

/** Ends early when the exercise is left. */
export function pause({ signal }: RunContext, delayMs: number): Promise<void> {
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer)
      signal.removeEventListener('abort', end)
      resolve()
    }
    const timer = setTimeout(end, delayMs)
    signal.addEventListener('abort', end)
  })
}

function changeOr({ watch, signal }: RunContext, delayMs: number): Promise<void> {
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer)
      forget()
      signal.removeEventListener('abort', end)
      resolve()
    }
    const timer = setTimeout(end, delayMs)
    const forget = watch.onChange(end)
    signal.addEventListener('abort', end)
  })
}
