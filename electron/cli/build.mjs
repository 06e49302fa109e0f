// Builds every program into out/, from nothing: a stale file there would be run by mistake.
import { spawnSync } from 'node:child_process'
import { copyFileSync, mkdirSync, rmSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = resolve(dirname(fileURLToPath(import.meta.url)), '../..')
rmSync(resolve(root, 'out'), { recursive: true, force: true })
const electronVite = resolve(root, 'node_modules/electron-vite/bin/electron-vite.js')
const built = spawnSync(process.execPath, [electronVite, 'build', '--logLevel', 'warn'], {
  cwd: root,
  stdio: ['ignore', 2, 2],
})
if (built.status === 0) {
  // The benchmark's report carries its charts inside: it must open anywhere, without a network.
  mkdirSync(resolve(root, 'out/benchmark'), { recursive: true })
  copyFileSync(
    resolve(root, 'node_modules/chart.js/dist/chart.umd.min.js'),
    resolve(root, 'out/benchmark/chart.umd.js'),
  )
}
process.exit(built.status ?? 1)
