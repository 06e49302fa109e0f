import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { javaArguments } from './apache'
import { type ApacheVersion, type ToolName, toolClasses } from './apache-versions'
import { guardGroup, releaseGroup } from './guard'
import { compiledClasses } from './java-programs'
import { repositoryRoot } from './programs'
import type { RunOptions, RunResult } from './run'

const encode = (text: string | Buffer) => (text.length === 0 ? '-' : Buffer.from(text).toString('base64'))
const decode = (text: string) => (text === '-' ? '' : Buffer.from(text, 'base64').toString('utf8'))

/** One JVM that runs a release's command line tools one after the other or beside each other: each start of a JVM costs a second. */
export class ToolServer {
  private readonly waiting = new Map<string, (result: RunResult) => void>()
  private last = 0
  private problems = ''

  private constructor(
    readonly release: ApacheVersion,
    private readonly child: ChildProcess,
  ) {
    guardGroup(child.pid!)
    child.stderr!.on('data', (chunk: Buffer) => {
      this.problems = (this.problems + chunk.toString('utf8')).slice(-4_000)
    })
    createInterface({ input: child.stdout! }).on('line', (line) => {
      const [id = '', code, out = '-', err = '-'] = line.split(' ')
      this.settle(id, { code: Number(code), stdout: decode(out), stderr: decode(err) })
    })
    child.once('close', () => {
      releaseGroup(child.pid!)
      for (const id of this.waiting.keys()) {
        this.settle(id, { code: -1, stdout: '', stderr: `the JVM of the tools ended: ${this.problems}` })
      }
    })
  }

  static async start(release: ApacheVersion): Promise<ToolServer> {
    const classes = await compiledClasses(join(repositoryRoot, 'test/interop/tools'))
    const args = await javaArguments(release, 'ToolServer', { tool: true })
    const classPath = args.indexOf('-cp') + 1
    args[classPath] = `${args[classPath]}:${classes}`
    return new ToolServer(release, spawn('java', args, { detached: true, stdio: ['pipe', 'pipe', 'pipe'] }))
  }

  /** Like `runTool`: never rejects, what went wrong is in `code` and `stderr`. */
  run(
    tool: ToolName,
    args: readonly string[],
    { input = '', timeoutMs = 60_000 }: RunOptions = {},
  ): Promise<RunResult> {
    const mainClass = toolClasses[this.release][tool]
    if (mainClass === undefined) throw new Error(`${this.release} has no ${tool}`)
    const id = String(++this.last)
    return new Promise((resolve) => {
      const late = { code: -1, stdout: '', stderr: `${tool} did not end within ${timeoutMs} ms` }
      const timer = setTimeout(() => this.settle(id, late), timeoutMs)
      this.waiting.set(id, (result) => {
        clearTimeout(timer)
        resolve(result)
      })
      const words = [id, mainClass, encode(input), ...args.map(encode)]
      this.child.stdin!.write(`${words.join(' ')}\n`)
    })
  }

  async stop(): Promise<void> {
    this.child.stdin!.end()
    if (this.child.exitCode === null) await once(this.child, 'close')
  }

  private settle(id: string, result: RunResult): void {
    this.waiting.get(id)?.(result)
    this.waiting.delete(id)
  }
}
