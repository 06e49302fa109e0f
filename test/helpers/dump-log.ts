import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { runTool } from './apache'
import type { ApacheVersion } from './apache-versions'

/** Files of one run: a command line has a limit, and one JVM for many files is what makes this quick. */
const FILES_A_RUN = 400
const TIMEOUT_MS = 180_000

/** What the tool prints on stdout about a file it does not accept, with exit code 0 all the same. The other complaints go to stderr. */
const PROBLEM = /isvalid: false|invalid bytes at the end/

export interface DumpResult {
  /** Lines that name a problem, each with the file it was said about. */
  problems: string[]
  files: string[]
  batches: number
  output: string
}

/** Every `.log`, `.index`, `.timeindex`, `.txnindex` and `.snapshot` under a log dir, topic by topic. */
export function logFiles(logDir: string): string[] {
  const folders = readdirSync(logDir)
    .map((name) => join(logDir, name))
    .filter((path) => /-\d+$/.test(path) && statSync(path).isDirectory())
  return folders.flatMap((folder) =>
    readdirSync(folder)
      .filter((name) => /\.(log|index|timeindex|txnindex|snapshot)$/.test(name))
      .sort()
      .map((name) => join(folder, name)),
  )
}

/**
 * Runs Apache's dump-log tool over files: deep iteration of logs, comparison of indexes with their logs, and indexes by their own
 * sanity check. For the files of brokers that were stopped: an active index is pre-sized with zeros until it is closed, and the tool
 * refuses that, also when Apache Kafka wrote it.
 */
export async function dumpLog(files: readonly string[], version: ApacheVersion = '2.6.3'): Promise<DumpResult> {
  const result: DumpResult = { problems: [], files: [...files], batches: 0, output: '' }
  // An index is checked on its own in a second run: `--index-sanity-check` replaces the comparison with its log.
  const indexes = files.filter((file) => /\.(index|timeindex)$/.test(file))
  for (const [flags, list] of [
    [['--deep-iteration'], files],
    [['--index-sanity-check'], indexes],
  ] as const) {
    for (let at = 0; at < list.length; at += FILES_A_RUN) {
      const args = [...flags, '--files', list.slice(at, at + FILES_A_RUN).join(',')]
      const { code, stdout, stderr } = await runTool(version, 'dump-log', args, { timeoutMs: TIMEOUT_MS })
      result.output += stdout
      read(stdout, result)
      if (code !== 0) result.problems.push(`dump-log exited with ${code}`)
      if (stderr.trim()) result.problems.push(...stderr.trim().split('\n').slice(0, 20))
    }
  }
  return result
}

/** The problems in all files of several log dirs. */
export async function dumpLogProblems(logDirs: readonly string[], version: ApacheVersion = '2.6.3'): Promise<string[]> {
  const files = logDirs.flatMap(logFiles)
  const { problems, batches } = await dumpLog(files, version)
  if (!files.some((file) => file.endsWith('.log'))) problems.push(`no log files under ${logDirs.join(', ')}`)
  const withContent = files.filter((file) => file.endsWith('.log') && statSync(file).size > 0)
  if (withContent.length > 0 && batches === 0) problems.push(`no batch was read out of ${withContent.length} logs`)
  return problems
}

function read(stdout: string, result: DumpResult): void {
  let file = ''
  for (const line of stdout.split('\n')) {
    if (line.startsWith('Dumping ')) file = line.slice('Dumping '.length)
    if (line.startsWith('baseOffset: ')) result.batches++
    // A record's key and payload may say anything.
    const said = line.replace(/(\bkey: | payload: ).*$/, '')
    if (PROBLEM.test(said)) result.problems.push(`${file}: ${line.slice(0, 400)}`)
  }
}
