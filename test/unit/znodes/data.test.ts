import { describe, expect, it } from 'vitest'
import {
  decodeBrokerRegistration,
  encodeBrokerRegistration,
  formatEndpoint,
} from '../../../broker-core/znodes/data/broker-registration'
import { decodeClusterId, encodeClusterId } from '../../../broker-core/znodes/data/cluster-id'
import {
  decodeController,
  decodeControllerEpoch,
  encodeController,
  encodeControllerEpoch,
} from '../../../broker-core/znodes/data/controller'
import {
  decodeConfigChange,
  decodeEntityConfig,
  encodeConfigChange,
  encodeEntityConfig,
} from '../../../broker-core/znodes/data/entity-config'
import { decodeLogDirEvent, encodeLogDirEvent } from '../../../broker-core/znodes/data/log-dir-event'
import {
  decodePartitionList,
  decodeReassignments,
  encodePartitionList,
  encodeReassignments,
} from '../../../broker-core/znodes/data/partition-lists'
import { decodePartitionState, encodePartitionState } from '../../../broker-core/znodes/data/partition-state'
import {
  decodeProducerIdBlock,
  encodeProducerIdBlock,
  nextProducerIdBlock,
} from '../../../broker-core/znodes/data/producer-id-block'
import { decodeTopicAssignment, encodeTopicAssignment } from '../../../broker-core/znodes/data/topic-assignment'
import { MalformedZnodeError } from '../../../broker-core/znodes/errors'
import type { Endpoint } from '../../../broker-core/znodes/types'

const json = (data: Buffer): unknown => JSON.parse(data.toString())
const bytes = (text: string): Buffer => Buffer.from(text)

describe('a broker registration', () => {
  const plaintext: Endpoint = {
    listenerName: 'PLAINTEXT',
    securityProtocol: 'PLAINTEXT',
    host: '127.0.0.1',
    port: 39092,
  }
  const broker = { id: 2, endpoints: [plaintext], jmxPort: -1, timestampMs: 1_795_406_519_848 }
  const captured =
    '{"listener_security_protocol_map":{"PLAINTEXT":"PLAINTEXT"},"endpoints":["PLAINTEXT://127.0.0.1:39092"],"jmx_port":-1,"port":39092,"host":"127.0.0.1","version":4,"timestamp":"1795406519848"}'

  it('is written as Apache Kafka 2.6 writes it', () => {
    expect(encodeBrokerRegistration(broker).toString()).toBe(captured)
    expect(json(encodeBrokerRegistration({ ...broker, rack: 'r1' }))).toMatchObject({ rack: 'r1' })
  })

  it('names no host for old clients when nothing is plaintext', () => {
    const ssl: Endpoint = { listenerName: 'CLIENT', securityProtocol: 'SSL', host: 'kafka.example', port: 9093 }
    const written = encodeBrokerRegistration({ ...broker, endpoints: [ssl] })
    expect(json(written)).toMatchObject({ host: null, port: -1, endpoints: ['CLIENT://kafka.example:9093'] })
    expect(decodeBrokerRegistration(2, written).endpoints).toEqual([ssl])
  })

  it.each([
    [
      'version 1',
      '{"version":1,"host":"h","port":9092,"jmx_port":9999,"timestamp":"5"}',
      [{ ...plaintext, host: 'h', port: 9092 }],
    ],
    [
      'version 3 without a map',
      '{"version":3,"host":"h","port":1,"jmx_port":-1,"timestamp":"5","endpoints":["SSL://h:9093"],"rack":"dc1"}',
      [{ listenerName: 'SSL', securityProtocol: 'SSL', host: 'h', port: 9093 }],
    ],
    [
      'version 5 with features and IPv6',
      '{"version":5,"host":"::1","port":1,"jmx_port":-1,"timestamp":"5","endpoints":["IN://[::1]:9"],"listener_security_protocol_map":{"IN":"PLAINTEXT"},"features":{"f":{"min_version":1,"max_version":2}}}',
      [{ listenerName: 'IN', securityProtocol: 'PLAINTEXT', host: '::1', port: 9 }],
    ],
  ])('of %s is read', (_, text, endpoints) => {
    expect(decodeBrokerRegistration(7, bytes(text)).endpoints).toEqual(endpoints)
  })

  it('puts an IPv6 host in brackets', () => {
    expect(formatEndpoint({ ...plaintext, host: '::1' })).toBe('PLAINTEXT://[::1]:39092')
  })

  it.each([
    null,
    bytes(''),
    bytes('[]'),
    bytes('{"version":0,"jmx_port":1}'),
    bytes('{"version":4,"jmx_port":-1,"endpoints":["nonsense"]}'),
    bytes('{"version":4,"jmx_port":-1,"endpoints":["X://h:1"],"listener_security_protocol_map":{}}'),
  ])('that is malformed is refused, naming the znode: %s', (data) => {
    expect(() => decodeBrokerRegistration(3, data)).toThrow(MalformedZnodeError)
    expect(() => decodeBrokerRegistration(3, data)).toThrow('/brokers/ids/3')
  })
})

describe('controller znodes', () => {
  it('are those of 2.6; a newer controller is understood', () => {
    expect(encodeController(2, 1_795_406_519_163).toString()).toBe(
      '{"version":1,"brokerid":2,"timestamp":"1795406519163"}',
    )
    expect(decodeController(bytes('{"version":2,"brokerid":5,"timestamp":"1","kraftControllerEpoch":-1}'))).toBe(5)
    expect(decodeController(bytes('garbage'))).toBeUndefined()
    expect(encodeControllerEpoch(4).toString()).toBe('4')
    expect(decodeControllerEpoch(bytes('12'))).toBe(12)
    expect(() => decodeControllerEpoch(bytes('{}'))).toThrow(MalformedZnodeError)
    expect(() => decodeControllerEpoch(null)).toThrow(MalformedZnodeError)
  })
})

describe('a topic assignment', () => {
  it('is written as version 2, with what a reassignment adds and removes', () => {
    const partitions = new Map([
      [0, { replicas: [2, 1], addingReplicas: [], removingReplicas: [] }],
      [1, { replicas: [3, 1, 2], addingReplicas: [3], removingReplicas: [2] }],
    ])
    const written = encodeTopicAssignment({ partitions })
    expect(json(written)).toEqual({
      version: 2,
      partitions: { '0': [2, 1], '1': [3, 1, 2] },
      adding_replicas: { '1': [3] },
      removing_replicas: { '1': [2] },
    })
    expect(decodeTopicAssignment('t', written).partitions).toEqual(partitions)
  })

  it('of version 1 and 3 is read; a topic id is kept', () => {
    expect(decodeTopicAssignment('t', bytes('{"version":1,"partitions":{"0":[1]}}')).partitions.get(0)).toEqual({
      replicas: [1],
      addingReplicas: [],
      removingReplicas: [],
    })
    const newer = decodeTopicAssignment('t', bytes('{"version":3,"partitions":{},"topic_id":"AAAA"}'))
    expect(json(encodeTopicAssignment(newer))).toMatchObject({ version: 3, topic_id: 'AAAA' })
  })

  it.each(['{"partitions":{"x":[1]}}', '{"partitions":{"0":["1"]}}', '{"partitions":{"0":1}}', 'nope'])(
    '%s is refused',
    (text) => {
      expect(() => decodeTopicAssignment('t', bytes(text))).toThrow(MalformedZnodeError)
    },
  )
})

it('a partition state is the JSON of 2.6; its version comes from the Stat', () => {
  const state = { leader: 2, leaderEpoch: 0, isr: [2, 1], controllerEpoch: 1, zkVersion: 7 }
  const captured = '{"controller_epoch":1,"leader":2,"version":1,"leader_epoch":0,"isr":[2,1]}'
  expect(encodePartitionState(state).toString()).toBe(captured)
  expect(decodePartitionState('t', 0, bytes(captured), 7)).toEqual(state)
  expect(() => decodePartitionState('t', 0, bytes('{"leader":1}'), 0)).toThrow('/brokers/topics/t/partitions/0/state')
})

describe('configs', () => {
  it('are texts, whatever someone wrote by hand', () => {
    const written = encodeEntityConfig(new Map([['cleanup.policy', 'compact']]))
    expect(written.toString()).toBe('{"version":1,"config":{"cleanup.policy":"compact"}}')
    expect(decodeEntityConfig(bytes('{"version":1,"config":{"a":"x","b":5,"c":true,"d":null}}'))).toEqual(
      new Map([
        ['a', 'x'],
        ['b', '5'],
        ['c', 'true'],
      ]),
    )
    expect(decodeEntityConfig(null).size).toBe(0)
    expect(decodeEntityConfig(bytes('{'))).toEqual(new Map())
  })

  it.each([
    ['{"version":2,"entity_path":"topics/big"}', { type: 'topics', entity: 'big' }],
    ['{"version":2,"entity_path":"brokers/<default>"}', { type: 'brokers', entity: '<default>' }],
    ['{"version":2,"entity_path":"users/u/clients/c"}', { type: 'users', entity: 'u/clients/c' }],
    ['{"version":1,"entity_type":"topics","entity_name":"t"}', { type: 'topics', entity: 't' }],
    ['{"version":2,"entity_path":"ips/1.2.3.4"}', undefined],
    ['{"version":2,"entity_path":"topics"}', undefined],
    ['{"version":3,"entity_path":"topics/t"}', undefined],
    ['nonsense', undefined],
  ])('the change notification %s means %j', (text, change) => {
    expect(decodeConfigChange(bytes(text))).toEqual(change)
  })

  it('a change notification is written as version 2', () => {
    expect(encodeConfigChange({ type: 'topics', entity: 'big' }).toString()).toBe(
      '{"version":2,"entity_path":"topics/big"}',
    )
  })
})

it('notifications and requests are those of 2.6; what is unreadable is left out', () => {
  const list = '{"version":1,"partitions":[{"topic":"t","partition":0}]}'
  expect(encodePartitionList([{ topic: 't', partition: 0 }]).toString()).toBe(list)
  expect(decodePartitionList(bytes(list))).toEqual([{ topic: 't', partition: 0 }])
  expect(decodePartitionList(bytes('{"partitions":[{"topic":1},{"topic":"x","partition":2}]}'))).toEqual([
    { topic: 'x', partition: 2 },
  ])
  const moves = '{"version":1,"partitions":[{"topic":"t","partition":0,"replicas":[1,2]}]}'
  expect(encodeReassignments([{ topic: 't', partition: 0, replicas: [1, 2] }]).toString()).toBe(moves)
  expect(decodeReassignments(bytes(moves))).toEqual([{ topic: 't', partition: 0, replicas: [1, 2] }])
  expect(decodeReassignments(null)).toEqual([])
  expect(encodeLogDirEvent(1).toString()).toBe('{"version":1,"broker":1,"event":1}')
  expect(decodeLogDirEvent(bytes('{"version":1,"broker":1,"event":1}'))).toBe(1)
  expect(encodeClusterId('Gj5Od_fNRoKwPd5nQKoojg').toString()).toBe('{"version":"1","id":"Gj5Od_fNRoKwPd5nQKoojg"}')
  expect(decodeClusterId(bytes('{"version":"1","id":"x"}'))).toBe('x')
})

describe('producer id blocks', () => {
  it('follow each other without a gap', () => {
    const first = nextProducerIdBlock(undefined, 1)
    expect(encodeProducerIdBlock(first).toString()).toBe('{"version":1,"broker":1,"block_start":"0","block_end":"999"}')
    const second = nextProducerIdBlock(decodeProducerIdBlock(encodeProducerIdBlock(first)), 2)
    expect(second).toEqual({ brokerId: 2, firstProducerId: 1000n, lastProducerId: 1999n })
  })

  it('end where int64 ends', () => {
    const last = { brokerId: 1, firstProducerId: 0n, lastProducerId: 2n ** 63n - 1000n }
    expect(() => nextProducerIdBlock(last, 1)).toThrow('used up')
  })
})
