import { afterEach, describe, expect, it } from 'vitest'
import { createTopicsHandler } from '../../broker-core/handlers/19-create-topics'
import { deleteTopicsHandler } from '../../broker-core/handlers/20-delete-topics'
import { createPartitionsHandler } from '../../broker-core/handlers/37-create-partitions'
import { electLeadersHandler } from '../../broker-core/handlers/43-elect-leaders'
import { alterPartitionReassignmentsHandler } from '../../broker-core/handlers/45-alter-partition-reassignments'
import { listPartitionReassignmentsHandler } from '../../broker-core/handlers/46-list-partition-reassignments'
import type { RequestContext } from '../../broker-core/handlers/handler'
import { ErrorCode } from '../../broker-core/protocol/error-codes'
import { createLogger, createNodeRuntime } from '../../broker-core/runtime/node'
import { ControllerWorld } from '../helpers/controller-world'
import { telling } from '../helpers/scripted-broker'

let world: ControllerWorld

afterEach(() => world.stop())

const topic = (name: string, fields: object = {}) => ({
  ...{ name, numPartitions: 1, replicationFactor: 1, assignments: [], configs: [], ...fields },
})
const timeoutMs = 10_000

/** A request that arrived at one of the brokers. */
async function at(brokerId: number, apiVersion: number): Promise<RequestContext> {
  const { controller, admin } = world.member(brokerId)
  const broker = {
    controller,
    topicAdmin: admin,
    metadataCache: world.broker(brokerId).metadata,
    config: () => world.settings,
    runtime: await createNodeRuntime({ logger: createLogger([]) }),
  }
  return { apiVersion, broker } as unknown as RequestContext
}

describe('requests about topics', () => {
  it('are for the controller', async () => {
    world = await ControllerWorld.start([1, 2])
    const code = ErrorCode.NOT_CONTROLLER
    const create = { topics: [topic('t')], timeoutMs, validateOnly: false }
    expect(await createTopicsHandler.handle(create, await at(2, 5))).toMatchObject({ topics: [{ errorCode: code }] })
    const remove = { topics: [], topicNames: ['t'], timeoutMs }
    expect(await deleteTopicsHandler.handle(remove, await at(2, 4))).toMatchObject({ responses: [{ errorCode: code }] })
    const grow = { topics: [{ name: 't', count: 2, assignments: null }], timeoutMs, validateOnly: false }
    expect(await createPartitionsHandler.handle(grow, await at(2, 2))).toMatchObject({ results: [{ errorCode: code }] })
    const move = { timeoutMs, topics: [{ name: 't', partitions: [{ partitionIndex: 0, replicas: [1] }] }] }
    expect(await alterPartitionReassignmentsHandler.handle(move, await at(2, 0))).toMatchObject({ errorCode: code })
    const list = { timeoutMs, topics: null }
    expect(await listPartitionReassignmentsHandler.handle(list, await at(2, 0))).toMatchObject({ errorCode: code })
  })

  it('create, each topic by itself', async () => {
    world = await ControllerWorld.start([1])
    const topics = [topic('good', { numPartitions: 2 }), topic('twice'), topic('twice'), topic('b/d')]
    const answer = await createTopicsHandler.handle({ topics, timeoutMs, validateOnly: false }, await at(1, 5))
    expect(answer).toMatchObject({
      topics: [
        { name: 'twice', errorCode: ErrorCode.INVALID_REQUEST },
        { name: 'good', errorCode: 0, numPartitions: 2, replicationFactor: 1 },
        { name: 'b/d', errorCode: ErrorCode.INVALID_TOPIC_EXCEPTION, numPartitions: -1, replicationFactor: -1 },
      ],
    })
    const again = await createTopicsHandler.handle(
      { topics: [topic('good')], timeoutMs, validateOnly: false },
      await at(1, 5),
    )
    expect(again).toMatchObject({ topics: [{ errorCode: ErrorCode.TOPIC_ALREADY_EXISTS }] })
  })

  it('delete, and say when that is disabled in the words the version knows', async () => {
    world = await ControllerWorld.start([1])
    await world.createTopic('t', [[1]])
    const request = { topics: [], topicNames: ['t', 'unknown'], timeoutMs }
    world.settings = { ...world.settings, deleteTopicEnable: false }
    for (const [version, code] of [
      [2, ErrorCode.INVALID_REQUEST],
      [3, ErrorCode.TOPIC_DELETION_DISABLED],
    ] as const) {
      expect(await deleteTopicsHandler.handle(request, await at(1, version))).toMatchObject({
        responses: [{ errorCode: code }, { errorCode: code }],
      })
    }
    world.settings = { ...world.settings, deleteTopicEnable: true }
    expect(await deleteTopicsHandler.handle(request, await at(1, 4))).toMatchObject({
      responses: [
        { name: 't', errorCode: 0 },
        { name: 'unknown', errorCode: ErrorCode.UNKNOWN_TOPIC_OR_PARTITION },
      ],
    })
  })

  it('elect leaders of all partitions, leaving out those that need no election', async () => {
    world = await ControllerWorld.start([1, 2])
    await world.createTopic('here', [[1, 2]])
    await world.createTopic('away', [[2, 1]])
    await world.active.controller.handleControlledShutdown(2, -1)
    await world.leave(2)
    await world.startMember(2)
    await world.broker(2).saw(telling('LeaderAndIsr', { topic: 'away', leader: 1 }))
    const all = { electionType: 0, topicPartitions: null, timeoutMs }
    expect(await electLeadersHandler.handle(all, await at(1, 2))).toEqual({
      errorCode: 0,
      replicaElectionResults: [
        {
          topic: 'away',
          partitionResult: [expect.objectContaining({ errorCode: ErrorCode.PREFERRED_LEADER_NOT_AVAILABLE })],
        },
      ],
    })
    const unknown = { electionType: 9, topicPartitions: null, timeoutMs }
    expect(await electLeadersHandler.handle(unknown, await at(1, 2))).toMatchObject({
      errorCode: ErrorCode.INVALID_REQUEST,
    })
  })
})
