import type { LabFunctions } from '../api/functions'
import { consumeLine } from '../api/tool-lines'
import { deleteGroup, deleteGroupOffsets, resetGroupOffsets } from '../client/group-admin'
import { consumeWithGroup } from '../client/hand-consumer'
import type { LabSession } from '../lab-session'

type GroupFunctions = Pick<
  LabFunctions,
  'consumeWithGroup' | 'resetGroupOffsets' | 'deleteGroup' | 'deleteGroupOffsets'
>

/** Groups over the wire, like Kafka's own tool. */
export function groupFunctions(session: LabSession): GroupFunctions {
  const { client } = session
  const changed = <Value>(value: Value): Value => {
    session.groups.soon()
    return value
  }
  return {
    consumeWithGroup: async (request) => ({
      command: consumeLine(session.bootstrap, request.topic, request.groupId, request.fromBeginning, request.count),
      ...changed(await consumeWithGroup(session.brokerAddresses(), request)),
    }),
    resetGroupOffsets: async (request) => changed(await resetGroupOffsets(client, session.bootstrap, request)),
    deleteGroup: async ({ groupId }) => changed(await deleteGroup(client, session.bootstrap, groupId)),
    deleteGroupOffsets: async (request) => changed(await deleteGroupOffsets(client, session.bootstrap, request)),
  }
}
