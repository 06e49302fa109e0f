import { z } from 'zod'
import { sentence } from '../words'
import { defineFact, seen } from './fact'

/** The controller's requests that stand before the gate, as `LeaderAndIsr → broker 2`. Empty: nothing waits, or no such gate is held. */
export const heldRequests = defineFact(
  'heldRequests',
  z.strictObject({ topicPartition: z.string() }),
  ({ topicPartition }, { watch }) => {
    const waiting = watch.gates.flatMap((gate) => gate.waiting)
    const requests = waiting
      .flatMap((each) => (each.kind === 'controllerPropagation' ? each.requests : []))
      .filter(({ partitions }) => partitions.includes(topicPartition))
      .map(({ api, brokerId }) => `${api} → broker ${brokerId}`)
    return seen(
      [...new Set(requests)].sort(),
      sentence(requests.length === 0 ? 'nothingBeforeGate' : 'beforeGate', { list: requests.join(', ') }),
    )
  },
)
