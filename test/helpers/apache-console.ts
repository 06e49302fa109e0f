import type { ConsoleOutcome } from '../../electron/host/exercises/exercise-lab'
import { runTool } from './apache'
import type { ApacheVersion } from './apache-versions'
import { run } from './run'

/** What the book's names stand for, on one broker's machine. */
export interface ConsolePlace {
  logDir: string
  zookeeper: string
  /** `host:port` of a broker. */
  address(id: number): string
}

/** Runs a line of the book with Kafka's own tools, and `ls` and `cat` as they are. */
export async function runApacheLine(
  version: ApacheVersion,
  line: string,
  place: ConsolePlace,
): Promise<ConsoleOutcome> {
  const [command = '', ...words] = line.split(' ')
  const args = words.map((word) =>
    word
      .replace(/^\/data\/kafka-logs/, place.logDir)
      .replace(/^broker(\d+):9092$/, (_, id: string) => place.address(Number(id)))
      .replace(/^localhost:2181$/, place.zookeeper),
  )
  const { code, stdout, stderr } = await runCommand(version, command, args)
  const lines = (stream: 'out' | 'error', output: string) =>
    output.split('\n').flatMap((text) => (text === '' ? [] : [{ stream, text }]))
  return { exitCode: code, lines: [...lines('out', stdout), ...lines('error', stderr)] }
}

function runCommand(version: ApacheVersion, command: string, args: readonly string[]) {
  if (command === 'ls' || command === 'cat') return run(command, args)
  if (command === 'zookeeper-shell.sh')
    return runTool(version, 'org.apache.zookeeper.ZooKeeperMain', ['-server', ...args])
  const tool = /^kafka-([a-z-]+)\.sh$/.exec(command)?.[1]
  if (tool === undefined) throw new Error(`no such command here: ${command}`)
  return runTool(version, tool, args)
}
