import { z } from 'zod'
import { committedOffsets, coordinatorOf, describeGroupsOf } from '../../client/group-questions'
import { LATEST, leadersOf, offsetsAt } from '../../client/partition-offsets'
import { sentence } from '../words'
import { defineFact, seen } from './fact'

/** A consumer group as its coordinator describes it. */
export const group = defineFact(
  'group',
  z.strictObject({
    groupId: z.string(),
    field: z.enum(['state', 'members', 'lag', 'coordinator', 'assignedPartitions', 'assignment', 'committed']),
  }),
  async ({ groupId, field }, { lab: { client } }) => {
    const coordinator = await coordinatorOf(client, groupId)
    if (field === 'coordinator')
      return seen(coordinator, sentence('findCoordinator', { broker: coordinator, group: groupId }))
    const [described] = await describeGroupsOf(client, coordinator, [groupId])
    const members = described?.members ?? []
    const state = described?.state ?? 'unknown'
    const text = sentence('describeGroup', { broker: coordinator, state, count: members.length })
    if (field === 'state') return seen(described?.state ?? null, text)
    if (field === 'members') return seen(members.length, text)
    if (field === 'assignedPartitions')
      return seen(
        members.map(({ assignment }) => assignment.flatMap(({ partitions }) => partitions).length).sort(),
        text,
      )
    if (field === 'assignment')
      return seen(
        members
          .map(
            ({ clientId, assignment }) =>
              `${clientId}: ${assignment.flatMap(({ partitions }) => partitions).join(',')}`,
          )
          .sort(),
        text,
      )
    const committed = await committedOffsets(client, coordinator, groupId)
    const words = committed.map(({ topic, partition, offset }) => `${topic}-${partition}: ${offset}`).sort()
    const fetched = sentence(words.length === 0 ? 'nothingCommitted' : 'offsetFetch', {
      broker: coordinator,
      list: words.join(', '),
    })
    if (field === 'committed') return seen(words, fetched)
    const ends = await offsetsAt(client, await leadersOf(client, committed), LATEST)
    const lag = committed.reduce(
      (sum, { topic, partition, offset }) => sum + (ends.get(`${topic}-${partition}`) ?? offset) - offset,
      0,
    )
    return seen(lag, fetched)
  },
)
