import { describe, expect, it } from 'vitest'
import {
  addPartitionsCommand,
  alterConfigsCommand,
  createTopicCommand,
  readCommand,
  restartCommand,
  shellWord,
  signalCommand,
} from '../../../renderer/model/commands'

const BOOTSTRAP = '127.0.0.1:9092'

describe('commands', () => {
  it.each([
    [signalCommand('SIGTERM', 4242), 'kill -TERM 4242'],
    [signalCommand('SIGKILL', 4242), 'kill -9 4242'],
    [signalCommand('SIGSTOP', 4242), 'kill -STOP 4242'],
    [signalCommand('SIGCONT', 4242), 'kill -CONT 4242'],
    [
      restartCommand(4242, '/lab/my broker/server.properties'),
      "kill -TERM 4242 && kafka-server-start.sh '/lab/my broker/server.properties'",
    ],
    [
      createTopicCommand(BOOTSTRAP, {
        topic: 'orders',
        partitions: 3,
        replicationFactor: 2,
        configs: { 'min.insync.replicas': '2' },
      }),
      'kafka-topics.sh --bootstrap-server 127.0.0.1:9092 --create --topic orders --partitions 3 --replication-factor 2 --config min.insync.replicas=2',
    ],
    [
      addPartitionsCommand(BOOTSTRAP, 'orders', 6),
      'kafka-topics.sh --bootstrap-server 127.0.0.1:9092 --alter --topic orders --partitions 6',
    ],
    [
      alterConfigsCommand(
        BOOTSTRAP,
        { type: 'topic', name: 'orders' },
        { 'retention.ms': '1000', 'cleanup.policy': 'compact,delete', 'segment.ms': null },
      ),
      "kafka-configs.sh --bootstrap-server 127.0.0.1:9092 --entity-type topics --entity-name orders --alter --add-config 'retention.ms=1000,cleanup.policy=[compact,delete]' --delete-config segment.ms",
    ],
    [
      alterConfigsCommand(BOOTSTRAP, { type: 'brokerDefault', name: '' }, { 'log.retention.ms': null }),
      'kafka-configs.sh --bootstrap-server 127.0.0.1:9092 --entity-type brokers --entity-default --alter --delete-config log.retention.ms',
    ],
    [
      readCommand(BOOTSTRAP, 'orders', 2, 120, 10),
      'kafka-console-consumer.sh --bootstrap-server 127.0.0.1:9092 --topic orders --partition 2 --offset 120 --max-messages 10',
    ],
  ])('%s', (command, expected) => expect(command).toBe(expected))
})

it.each([
  ['plain-word_1.2', 'plain-word_1.2'],
  ['two words', "'two words'"],
  ["it's", "'it'\\''s'"],
  ['$(rm -rf)', "'$(rm -rf)'"],
])('%s is quoted for a shell', (text, word) => expect(shellWord(text)).toBe(word))
