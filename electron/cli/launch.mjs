// `npm run highwater -- …`: builds what is missing or older than the sources, then hands over to the real command line.
// The build talks to stderr only: `highwater up` prints one line of JSON on stdout.
import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync, statSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

const here = dirname(fileURLToPath(import.meta.url))
const root = resolve(here, '../..')
const program = resolve(root, 'out/cli/highwater.js')

const newestMs = (directory) =>
  readdirSync(directory, { withFileTypes: true }).reduce((newest, entry) => {
    const path = join(directory, entry.name)
    return Math.max(newest, entry.isDirectory() ? newestMs(path) : statSync(path).mtimeMs)
  }, 0)
const sources = ['broker-core', 'electron', 'renderer', 'lab-presets'].map((name) => resolve(root, name))
if (!existsSync(program) || Math.max(...sources.map(newestMs)) > statSync(program).mtimeMs) {
  process.stderr.write('Building Highwater (first start, or the sources changed) ...\n')
  const built = spawnSync(process.execPath, [resolve(here, 'build.mjs')], { stdio: 'inherit' })
  if (built.status !== 0) process.exit(built.status ?? 1)
}

// In this same process: a signal sent to it, by a terminal or by a script, reaches the lab itself.
await import(pathToFileURL(program).href)
