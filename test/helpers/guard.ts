import { type ChildProcess, spawn } from 'node:child_process'

/**
 * Ends what a test run leaves behind when it is itself killed: a process whose standard input closes with this one's end, however that
 * comes. It is told of each process group and temporary directory.
 */
const PROGRAM = `
const { rmSync } = require('node:fs')
const groups = new Set(), directories = new Set()
let rest = ''
process.stdin.setEncoding('utf8').on('data', (text) => {
  const lines = (rest + text).split('\\n')
  rest = lines.pop()
  for (const line of lines) {
    const [verb, value] = [line.slice(0, 2), line.slice(2)]
    if (verb === '+g') groups.add(Number(value))
    if (verb === '-g') groups.delete(Number(value))
    if (verb === '+d') directories.add(value)
    if (verb === '-d') directories.delete(value)
  }
})
process.stdin.on('end', () => {
  for (const group of groups) try { process.kill(-group, 'SIGKILL') } catch {}
  setTimeout(() => {
    for (const directory of directories) rmSync(directory, { recursive: true, force: true, maxRetries: 3 })
  }, 200)
})
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => {})
`

let guard: ChildProcess | undefined

function tell(line: string): void {
  guard ??= startGuard()
  guard.stdin!.write(`${line}\n`)
}

function startGuard(): ChildProcess {
  const child = spawn(process.execPath, ['-e', PROGRAM], { detached: true, stdio: ['pipe', 'ignore', 'ignore'] })
  child.unref()
  // The pipe must not keep the test run alive, and a guard that was killed is no reason to fail it.
  ;(child.stdin as unknown as { unref?(): void }).unref?.()
  child.stdin!.on('error', () => undefined)
  return child
}

export const guardGroup = (pid: number) => tell(`+g${pid}`)
export const releaseGroup = (pid: number) => tell(`-g${pid}`)
export const guardDirectory = (path: string) => tell(`+d${path}`)
export const releaseDirectory = (path: string) => tell(`-d${path}`)
