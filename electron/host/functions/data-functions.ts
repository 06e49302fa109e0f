import type { LabFunctions } from '../api/functions'
import { alter, describe } from '../client/config-admin'
import { produceCommand } from '../client/hand-producer'
import { readCommand, readRecords } from '../client/read-records'
import { addPartitions, createTopic, deleteTopic } from '../client/topic-admin'
import type { LabSession } from '../lab-session'

type DataFunctions = Pick<
  LabFunctions,
  'createTopic' | 'deleteTopic' | 'addPartitions' | 'describeConfigs' | 'alterConfigs' | 'produce' | 'readRecords'
>

/** Topics, settings and records, all over the wire like any other client. */
export function dataFunctions(session: LabSession): DataFunctions {
  const { client, producer } = session
  return {
    createTopic: (request) => createTopic(client, session.bootstrap, request),
    deleteTopic: ({ topic }) => deleteTopic(client, session.bootstrap, topic),
    addPartitions: ({ topic, partitions }) => addPartitions(client, session.bootstrap, topic, partitions),
    describeConfigs: (target) => describe(client, target),
    alterConfigs: ({ changes, ...target }) => alter(client, session.bootstrap, target, changes),
    produce: async (request) => ({
      command: produceCommand(session.bootstrap, request),
      ...(await producer.send(request)),
    }),
    readRecords: async (request) => ({
      command: readCommand(session.bootstrap, request),
      ...(await readRecords(client, request)),
    }),
  }
}
