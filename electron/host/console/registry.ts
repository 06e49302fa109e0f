import type { Command } from './command'
import { cat } from './commands/cat'
import { cd } from './commands/cd'
import { clear } from './commands/clear'
import { du } from './commands/du'
import { echo } from './commands/echo'
import { hexdump } from './commands/hexdump'
import { history } from './commands/history'
import { jps } from './commands/jps'
import { kafkaConfigs } from './commands/kafka-configs'
import { kafkaConsoleConsumer } from './commands/kafka-console-consumer'
import { kafkaConsoleProducer } from './commands/kafka-console-producer'
import { kafkaConsumerGroups } from './commands/kafka-consumer-groups'
import { kafkaDeleteRecords } from './commands/kafka-delete-records'
import { kafkaDumpLog } from './commands/kafka-dump-log'
import { kafkaGetOffsets } from './commands/kafka-get-offsets'
import { kafkaLeaderElection } from './commands/kafka-leader-election'
import { kafkaLogDirs } from './commands/kafka-log-dirs'
import { kafkaReassignPartitions } from './commands/kafka-reassign-partitions'
import { kafkaRunClass } from './commands/kafka-run-class'
import { kafkaTopics } from './commands/kafka-topics'
import { kcat } from './commands/kcat'
import { kill } from './commands/kill'
import { ls } from './commands/ls'
import { pwd } from './commands/pwd'
import { serverStart, serverStop, zookeeperStart, zookeeperStop } from './commands/server-scripts'
import { systemctl } from './commands/systemctl'
import { tail } from './commands/tail'
import { zookeeperShell } from './commands/zookeeper-shell'
import { helpOf } from './help'

const known: readonly Command[] = [
  kafkaTopics,
  kcat,
  kafkaRunClass,
  kafkaReassignPartitions,
  kafkaConfigs,
  kafkaConsoleConsumer,
  kafkaConsoleProducer,
  kafkaConsumerGroups,
  kafkaDeleteRecords,
  kafkaDumpLog,
  kafkaGetOffsets,
  kafkaLeaderElection,
  kafkaLogDirs,
  zookeeperShell,
  tail,
  du,
  hexdump,
  serverStart,
  serverStop,
  zookeeperStart,
  zookeeperStop,
  systemctl,
  kill,
  jps,
  ls,
  cat,
  cd,
  pwd,
  echo,
  history,
  clear,
]

const byName = new Map<string, Command>(known.map((command) => [command.name, command]))
const help = helpOf(known)
byName.set(help.name, help)

/** All that can be typed, in the order of the alphabet. */
export const commandNames: readonly string[] = [...byName.keys()].sort()
export const toolNames: readonly string[] = commandNames.filter((name) => name.endsWith('.sh'))

/** A tool is found with and without its `.sh`. */
export const commandNamed = (name: string): Command | undefined => byName.get(name) ?? byName.get(`${name}.sh`)
