import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { build } from 'vite'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

const ROUNDS = 8
const REPOSITORY = resolve(__dirname, '../..')

describe('a log whose process is killed with -9 while it appends', () => {
  let directory: string
  let child: ChildProcess | undefined
  beforeAll(async () => {
    // Inside the repository, so that the program finds its packages.
    directory = mkdtempSync(join(REPOSITORY, 'node_modules/.log-kill-'))
    await build({
      configFile: false,
      logLevel: 'error',
      build: {
        outDir: directory,
        ssr: join(__dirname, 'log-appender.ts'),
        rollupOptions: { output: { format: 'cjs', entryFileNames: 'appender.cjs' } },
      },
    })
  })
  afterAll(() => {
    child?.kill('SIGKILL')
    rmSync(directory, { recursive: true, force: true })
  })

  it('keeps every record whose append returned, in order, however often it happens', async () => {
    let acknowledged = -1
    for (let round = 0; round < ROUNDS; round++) {
      const { found, readBack, lastAck } = await runUntilKilled(300 + ((round * 137) % 400))
      expect(found, `round ${round}`).toBeGreaterThan(acknowledged)
      expect(readBack, `round ${round}`).toBe(found)
      expect(lastAck).toBeGreaterThan(acknowledged)
      acknowledged = lastAck
    }
  })

  /** Runs the program, kills it some acknowledgements after it found its log. */
  async function runUntilKilled(acks: number): Promise<{ found: number; readBack: number; lastAck: number }> {
    child = spawn(process.execPath, [join(directory, 'appender.cjs'), join(directory, 'data')], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    let output = ''
    let count = 0
    child.stdout!.setEncoding('utf8').on('data', (text: string) => {
      output += text
      count += text.split('ack').length - 1
      if (count > acks) child?.kill('SIGKILL')
    })
    await new Promise((done) => child!.on('close', done))
    const [, found, readBack] = /^found (\d+) (-?\d+)\n/.exec(output)!
    const whole = output.slice(0, output.lastIndexOf('\n'))
    const lastAck = Number(whole.slice(whole.lastIndexOf('ack ') + 4))
    return { found: Number(found), readBack: Number(readBack), lastAck }
  }
})
