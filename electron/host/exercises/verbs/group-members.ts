import { z } from 'zod'
import { GroupMember } from '../../client/group-member'
import { topicArg } from '../facts/args'
import { failure, sentence } from '../words'
import { defineVerb } from './verb'

const JOINED_MS = 60_000
const memberKey = (member: string) => `member-${member}`
const member = z.string().regex(/^[A-Z]$/)

/** A member that stays in the group, reading and committing, until it leaves or the exercise is set up anew or left. */
export const joinGroup = defineVerb(
  'joinGroup',
  z.strictObject({ member, topic: topicArg, groupId: z.string() }),
  (args) =>
    `kafka-console-consumer.sh --bootstrap-server broker1:9092 --topic ${args.topic} --group ${args.groupId} --from-beginning --consumer-property client.id=${args.member} &`,
  async (args, { lab, running, watch, signal }) => {
    if (running.has(memberKey(args.member))) throw failure('BAD_REQUEST', 'inGroup', { member: args.member })
    let told: { generation: number; partitions: readonly number[] } | undefined
    const joined = new GroupMember({
      reachable: () => lab.client.reachable(),
      name: args.member,
      groupId: args.groupId,
      topic: args.topic,
      told: (event) => {
        told = event
      },
    })
    running.set(memberKey(args.member), joined)
    const { generation, partitions } = await watch.until(
      () => told,
      JOINED_MS,
      sentence('awaitedMember', { member: args.member }),
      signal,
    )
    return {
      output: [
        sentence('generation', {
          generation,
          list: partitions.map((each) => `${args.topic}-${each}`).join(', ') || null,
        }),
      ],
    }
  },
)

/** Ctrl-C at a consumer: it commits, and leaves the group at once. */
export const leaveGroup = defineVerb(
  'leaveGroup',
  z.strictObject({ member }),
  (args) => `kill -INT %${args.member}  # Ctrl-C at consumer ${args.member}`,
  async (args, { running }) => {
    const found = running.get(memberKey(args.member))
    if (!found) throw failure('NOT_FOUND', 'notInGroup', { member: args.member })
    running.delete(memberKey(args.member))
    await found.stop()
    return { output: [sentence('hasLeft', { member: args.member })] }
  },
)
