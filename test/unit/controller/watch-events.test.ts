import { describe, expect, it } from 'vitest'
import { controllerEventOf } from '../../../broker-core/controller/watch-events'
import type { WatchEventType } from '../../../broker-core/znodes/client'

describe('what a watch means to the controller', () => {
  it.each([
    ['created', '/controller', { kind: 'controllerChange' }],
    ['dataChanged', '/controller', { kind: 'controllerChange' }],
    ['deleted', '/controller', { kind: 'reelect' }],
    ['childrenChanged', '/brokers/ids', { kind: 'brokerChange' }],
    ['childrenChanged', '/brokers/topics', { kind: 'topicChange' }],
    ['childrenChanged', '/admin/delete_topics', { kind: 'topicDeletion' }],
    ['childrenChanged', '/isr_change_notification', { kind: 'isrChangeNotification' }],
    ['childrenChanged', '/log_dir_event_notification', { kind: 'logDirEventNotification' }],
    ['created', '/admin/reassign_partitions', { kind: 'reassignmentRequested' }],
    ['created', '/admin/preferred_replica_election', { kind: 'preferredElectionRequested' }],
    ['dataChanged', '/brokers/ids/7', { kind: 'brokerModification', brokerId: 7 }],
    ['dataChanged', '/brokers/topics/a.b', { kind: 'partitionModification', topic: 'a.b' }],
    [
      'dataChanged',
      '/brokers/topics/a.b/partitions/12/state',
      { kind: 'reassignmentIsrChange', topic: 'a.b', partition: 12 },
    ],
    ['deleted', '/brokers/ids/7', undefined],
    ['deleted', '/brokers/topics/t', undefined],
    ['dataChanged', '/admin/reassign_partitions', undefined],
    ['childrenChanged', '/config/changes', undefined],
    ['dataChanged', '/config/topics/t', undefined],
  ] as [WatchEventType, string, object | undefined][])('%s %s', (type, path, event) => {
    expect(controllerEventOf({ type, path })).toEqual(event)
  })
})
