import { z } from 'zod'
import { sentence } from '../words'
import { brokerArg, numberOf } from './args'
import { defineFact, seen } from './fact'

/** A broker's process and state. */
export const broker = defineFact(
  'broker',
  z.strictObject({
    broker: brokerArg,
    field: z.enum(['state', 'cleanMarker', 'isController', 'exitSignal', 'exitCode', 'partitionCount', 'leaderCount']),
  }),
  ({ broker, field }, { watch }) => {
    const view = watch.brokers.get(numberOf(broker))
    if (!view) return seen(null, sentence('noBroker', { broker }))
    const text = sentence(view.pid === null ? 'broker' : 'brokerProcess', {
      broker: view.id,
      state: view.state,
      pid: view.pid,
    })
    if (field === 'exitSignal') return seen(view.exit?.signal ?? null, text)
    if (field === 'exitCode') return seen(view.exit?.code ?? null, text)
    return seen(view[field], text)
  },
)

/** A running broker that is none of these: for roles that may not fall together. */
export const otherBroker = defineFact(
  'otherBroker',
  z.strictObject({ than: z.array(brokerArg) }),
  ({ than }, { watch }) => {
    const ids = [...watch.brokers.values()].filter(({ state }) => state === 'RunningAsBroker').map(({ id }) => id)
    const found = ids.sort((one, other) => one - other).find((id) => !than.map(numberOf).includes(id))
    return seen(found ?? null, sentence('runningBrokers', { list: ids.join(', ') }))
  },
)

export const controller = defineFact('controller', z.strictObject({}), (_, { watch }) => {
  const id = watch.controllerId
  const elected = watch.events.filter(({ kind }) => kind === 'controllerElected')
  const last = elected[elected.length - 1]
  return seen(
    id,
    last?.text ?? sentence(id === null ? 'noController' : 'saysController', { broker: id }),
    last ? { eventSeq: last.seq } : {},
  )
})
