import type { Challenge } from './challenge/challenge'
import type { ExerciseLab } from './exercise-lab'
import type { FactValue } from './facts/fact'
import type { LabWatch } from './lab-watch'
import { failure } from './words'

/** Something a verb left running: a producer, members of a group. */
export interface Running {
  stop(): Promise<void>
}

/** One run of an exercise: what verbs act on, facts read from, and steps found out. */
export interface RunContext {
  readonly lab: ExerciseLab
  readonly watch: LabWatch
  readonly variables: Map<string, FactValue>
  readonly running: Map<string, Running>
  /** First event after set-up began, and after the current step began. */
  eventsFrom: { setUp: number; step: number }
  /** Wall clock. */
  stepBeganMs: number
  readonly signal: AbortSignal
  readonly challenge: Challenge
}

type Given = string | number | boolean | null | undefined | readonly Given[] | { readonly [key: string]: Given }

const WHOLE = /^\$\{([^}]+)\}$/

/** Fills `${name}` in; a text that is nothing else becomes the variable's own value. Throws for what is not known yet. */
export function filled<Value>(context: RunContext, given: Value): Value {
  return fill(given as Given, (name) => variableOf(context, name)) as Value
}

function fill(given: Given, value: (name: string) => FactValue): Given {
  if (typeof given === 'string') {
    const whole = WHOLE.exec(given)
    if (whole) return value(whole[1]!)
    return given.replace(/\$\{([^}]+)\}/g, (_, name: string) => text(value(name)))
  }
  if (Array.isArray(given)) return given.map((each) => fill(each, value))
  if (given !== null && typeof given === 'object')
    return Object.fromEntries(Object.entries(given).map(([key, each]) => [key, fill(each, value)]))
  return given
}

const text = (value: FactValue): string => (Array.isArray(value) ? value.join(',') : String(value))

/** `name`, `name+1`, or one of what is always known: bootstrap, zookeeper, controller, leader:T-0, follower:T-0, pid:1. */
function variableOf(context: RunContext, expression: string): FactValue {
  const sum = /^(.+?)([+-])(\d+)$/.exec(expression)
  if (sum && context.variables.has(sum[1]!))
    return Number(context.variables.get(sum[1]!)) + Number(`${sum[2]}${sum[3]}`)
  const known = context.variables.get(expression)
  if (known !== undefined) return known
  const [kind = '', about = ''] = expression.split(/:(.*)/)
  switch (kind) {
    case 'bootstrap':
      return context.lab.bootstrap
    case 'zookeeper':
      return context.lab.zookeeper
    case 'controller':
      return context.watch.controllerId ?? unknown(expression)
    case 'leader':
      return context.watch.partitions.get(about)?.leader ?? unknown(expression)
    case 'follower': {
      const view = context.watch.partitions.get(about)
      return view?.isr.find((id) => id !== view.leader) ?? unknown(expression)
    }
    case 'pid':
      return context.watch.brokers.get(Number(about))?.pid ?? unknown(expression)
    default:
      return unknown(expression)
  }
}

function unknown(expression: string): never {
  throw failure('NOT_FOUND', 'notKnown', { name: expression })
}
