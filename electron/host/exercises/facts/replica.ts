import { z } from 'zod'
import { sentence } from '../words'
import { brokerArg, numberOf, topicPartition } from './args'
import { defineFact, seen } from './fact'

/** What a broker itself reports of its replica. `acknowledged`: how far the leader knows this follower to be. */
export const replica = defineFact(
  'replica',
  z.strictObject({
    ...topicPartition,
    broker: brokerArg,
    field: z.enum([
      'logEndOffset',
      'highWatermark',
      'logStartOffset',
      'leaderEpoch',
      'role',
      'segmentCount',
      'acknowledged',
    ]),
  }),
  ({ topic, partition, broker, field }, { watch }) => {
    const id = numberOf(broker)
    const view = watch.partition(topic, numberOf(partition))
    const found = view?.replicaViews.find(({ brokerId }) => brokerId === id)
    if (!view || !found) return seen(null, sentence('nothingReported', { broker: id, name: `${topic}-${partition}` }))
    if (field !== 'acknowledged') {
      const value = found[field]
      return seen(
        value,
        sentence('replica', {
          broker: id,
          logEndOffset: found.logEndOffset,
          highWatermark: found.highWatermark,
          epoch: found.leaderEpoch,
        }),
      )
    }
    const leader = view.replicaViews.find(({ brokerId }) => brokerId === view.leader)
    const value = leader?.logEndOffset == null || found.lag === null ? null : leader.logEndOffset - found.lag
    return seen(
      value,
      sentence('acknowledged', {
        leader: view.leader,
        logEndOffset: leader?.logEndOffset ?? null,
        broker: id,
        lag: found.lag,
      }),
    )
  },
)
