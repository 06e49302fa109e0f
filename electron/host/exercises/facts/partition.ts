import { z } from 'zod'
import { sentence } from '../words'
import { numberOf, topicPartition } from './args'
import { defineFact, seen } from './fact'

/** Leadership as the brokers together know it. */
export const partition = defineFact(
  'partition',
  z.strictObject({
    ...topicPartition,
    field: z.enum(['leader', 'leaderEpoch', 'isr', 'isrSize', 'replicas', 'outOfSync']),
  }),
  ({ topic, partition, field }, { watch }) => {
    const view = watch.partition(topic, numberOf(partition))
    if (!view) return seen(null, sentence('nobodyKnows', { name: `${topic}-${partition}` }))
    const { leader, leaderEpoch, isr, replicas } = view
    const sorted = [...isr].sort((one, other) => one - other)
    const values = {
      leader,
      leaderEpoch,
      isr: sorted,
      isrSize: isr.length,
      replicas,
      outOfSync: replicas.filter((id) => !isr.includes(id)),
    }
    const last = watch.events.filter(
      ({ kind, topicPartition }) =>
        topicPartition === `${topic}-${partition}` && ['leaderElected', 'isrShrunk', 'isrExpanded'].includes(kind),
    )
    const event = last[last.length - 1]
    const text = sentence('leadership', {
      name: `${topic}-${partition}`,
      leader,
      epoch: leaderEpoch,
      isr: isr.join(','),
    })
    return seen(values[field], text, event ? { eventSeq: event.seq } : {})
  },
)
