import type { BrokerSignal } from '../api/functions'

const words: Record<BrokerSignal, string> = {
  SIGTERM: '-TERM',
  SIGINT: '-INT',
  SIGKILL: '-9',
  SIGSTOP: '-STOP',
  SIGCONT: '-CONT',
}

/** The shell command a button stands for. */
export const killCommand = (signal: BrokerSignal, pid: number): string => `kill ${words[signal]} ${pid}`
export const startBrokerCommand = (propertiesPath: string): string => `kafka-server-start.sh ${propertiesPath}`
export const startCoordinationCommand = (port: number): string =>
  `zookeeper-server-start.sh zookeeper.properties  # clientPort=${port}`
