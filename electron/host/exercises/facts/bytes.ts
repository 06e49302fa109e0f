import { z } from 'zod'
import type { IoBytes } from '../../api/io-views'
import { sentence } from '../words'
import { brokerArg, numberArg, numberOf, topicPartition } from './args'
import { defineFact, seen } from './fact'

/**
 * Bytes that a broker moved for one of its replicas, by what moved them, since its process began. `beyond`: only what came on top of an
 * earlier reading. Only Highwater's brokers count by cause.
 */
export const bytes = defineFact(
  'bytes',
  z.strictObject({
    ...topicPartition,
    broker: brokerArg,
    cause: z.enum(['append', 'cleanerRead', 'cleanerWrite', 'deleted']),
    beyond: numberArg.default(0),
  }),
  async ({ topic, partition, broker, cause, beyond }, { lab }) => {
    const id = numberOf(broker)
    const told = await lab.bytesOf(id, topic, numberOf(partition))
    if (!told) return seen(null, sentence('tellsNothing', { broker: id, name: `${topic}-${partition}` }))
    return seen(
      byCause(told)[cause] - numberOf(beyond),
      sentence('account', { broker: id, name: `${topic}-${partition}`, list: accountText(told) }),
    )
  },
)

const byCause = ({ read: { cleanerRead }, write: { append, cleanerWrite }, deleted }: IoBytes) => ({
  append,
  cleanerRead,
  cleanerWrite,
  deleted,
})

const accountText = (told: IoBytes): string =>
  Object.entries(byCause(told))
    .map(([cause, count]) => `${cause} ${count}`)
    .join(', ')
