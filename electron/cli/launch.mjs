// `npm run highwater -- …`: builds what is missing or older than the sources, then hands over to the real command line.
// The build talks to stderr only: `highwater up` prints one line of JSON on stdout.
import { spawn, spawnSync } from 'node:child_process'
import { existsSync, readdirSync, statSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

const here = dirname(fileURLToPath(import.meta.url))
const root = resolve(here, '../..')
const program = resolve(root, 'out/cli/highwater.js')

const newestMs = (directory) =>
  readdirSync(directory, { withFileTypes: true }).reduce((newest, entry) => {
    const path = join(directory, entry.name)
    return Math.max(newest, entry.isDirectory() ? newestMs(path) : statSync(path).mtimeMs)
  }, 0)
const sources = ['broker-core', 'electron', 'renderer'].map((name) => resolve(root, name))
if (!existsSync(program) || Math.max(...sources.map(newestMs)) > statSync(program).mtimeMs) {
  process.stderr.write('Building Highwater (first start, or the sources changed) ...\n')
  const built = spawnSync(process.execPath, [resolve(here, 'build.mjs')], { stdio: 'inherit' })
  if (built.status !== 0) process.exit(built.status ?? 1)
}

const child = spawn(process.execPath, [program, ...process.argv.slice(2)], { stdio: 'inherit' })
// A Ctrl-C of the terminal reaches the child too, one sent to this process alone does not: either way it is asked to stop, and this
// process ends after it.
for (const signal of ['SIGINT', 'SIGHUP', 'SIGTERM']) process.on(signal, () => child.kill('SIGTERM'))
child.on('exit', (code, signal) => process.exit(signal ? 1 : (code ?? 1)))
