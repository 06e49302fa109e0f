import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'vitest'
import { runTool } from './apache'
import type { ApacheVersion, ToolName } from './apache-versions'
import type { RunResult } from './run'
import { temporaryDirectory } from './temp'
import { ToolServer } from './tool-server'

/** The releases whose command line tools are run against a cluster. */
export const TOOL_RELEASES = ['3.9.1', '4.3.0'] as const

/** The command line tools of one release, pointed at one cluster. */
export class JavaTools {
  /** Options whose names differ between the releases. */
  readonly readerOption: string
  readonly formatterOption: string
  readonly producerOption: string
  private readonly directory = temporaryDirectory('tools')
  private files = 0

  private constructor(
    private readonly server: ToolServer,
    readonly bootstrap: string,
  ) {
    const renamed = server.release.startsWith('4.')
    this.readerOption = renamed ? '--reader-property' : '--property'
    this.formatterOption = renamed ? '--formatter-property' : '--property'
    this.producerOption = renamed ? '--command-property' : '--producer-property'
  }

  static async start(release: ApacheVersion, bootstrap: string): Promise<JavaTools> {
    return new JavaTools(await ToolServer.start(release), bootstrap)
  }

  stop(): Promise<void> {
    return this.server.stop()
  }

  /** Runs a tool against the cluster, however it ends. */
  attempt(name: ToolName, args: readonly string[], input = ''): Promise<RunResult> {
    return this.server.run(name, ['--bootstrap-server', this.bootstrap, ...args], { input, timeoutMs: 60_000 })
  }

  /** Runs a tool that must succeed; answers what it printed. Its output is the message when it does not. */
  async run(name: ToolName, args: readonly string[], input = ''): Promise<string> {
    return this.runAlone(name, ['--bootstrap-server', this.bootstrap, ...args], input)
  }

  /** The same for a tool that is told of the cluster in another way. */
  async runAlone(name: ToolName, args: readonly string[], input = ''): Promise<string> {
    const result = await this.server.run(name, args, { input })
    expect(result.code, `${name} ${args.join(' ')}\n${result.stdout}\n${result.stderr}`).toBe(0)
    return result.stdout
  }

  /** The same in a JVM of its own, for a tool that does its last work when the JVM ends. */
  async runInOwnJvm(name: ToolName, args: readonly string[]): Promise<string> {
    const { code, stdout, stderr } = await runTool(this.server.release, name, [
      '--bootstrap-server',
      this.bootstrap,
      ...args,
    ])
    expect(code, `${name} ${args.join(' ')}\n${stdout}\n${stderr}`).toBe(0)
    return stdout
  }

  /** Runs a tool that must fail; answers what it said, on either stream. */
  async refused(name: ToolName, args: readonly string[]): Promise<string> {
    const { code, stdout, stderr } = await this.attempt(name, args)
    expect(code, `${name} ${args.join(' ')}\n${stdout}\n${stderr}`).not.toBe(0)
    return stdout + stderr
  }

  async produce(topic: string, lines: readonly string[], ...options: string[]): Promise<void> {
    const args = ['--topic', topic, ...options]
    const { code, stdout, stderr } = await this.attempt('console-producer', args, `${lines.join('\n')}\n`)
    expect(code, stdout + stderr).toBe(0)
    expect(stdout + stderr).not.toMatch(/ERROR|Exception/)
  }

  /** The first lines of one partition. */
  async consume(topic: string, partition: number, count: number, ...options: string[]): Promise<string[]> {
    const where = ['--topic', topic, '--partition', String(partition), '--offset', 'earliest']
    return this.consumeFrom(where, count, ...options)
  }

  async consumeFrom(where: readonly string[], count: number, ...options: string[]): Promise<string[]> {
    const limits = ['--max-messages', String(count), '--timeout-ms', '20000']
    return linesOf(await this.run('console-consumer', [...where, ...limits, ...options]))
  }

  /** A file with this value as JSON, for tools that read one; answers its path. */
  jsonFile(value: unknown): string {
    const path = join(this.directory, `${++this.files}.json`)
    writeFileSync(path, JSON.stringify(value))
    return path
  }
}

export const linesOf = (text: string): string[] => text.split('\n').filter((line) => line.trim() !== '')

/** A table that a tool printed, by the names of its columns; other lines are left out. */
export function tableOf(text: string, firstColumn: string): Record<string, string>[] {
  const lines = linesOf(text)
  const at = lines.findIndex((line) => line.startsWith(firstColumn))
  if (at < 0) throw new Error(`no table with ${firstColumn} in\n${text}`)
  const names = lines[at]!.trim().split(/\s{2,}|\s(?=[A-Z#])/)
  return lines.slice(at + 1).map((line) => {
    const cells = line.trim().split(/\s+/)
    return Object.fromEntries(names.map((name, index) => [name, cells[index] ?? '']))
  })
}
