import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'

const FIRST_BYTES_PATIENCE_MS = 6000

/** Why there is no window, in one line. */
export class NoElectron extends Error {}

/** Path of an Electron executable: ELECTRON_BINARY, the one fetched before, or one fetched now. Rejects with NoElectron. */
export async function electronBinary(say: (line: string) => void): Promise<string> {
  const named = process.env.ELECTRON_BINARY
  if (named) {
    if (existsSync(named)) return named
    throw new NoElectron(`ELECTRON_BINARY=${named} does not exist`)
  }
  const folder = electronPackage()
  return installed(folder) ?? (await fetchElectron(folder, say))
}

function electronPackage(): string {
  try {
    return dirname(createRequire(__filename).resolve('electron/package.json'))
  } catch {
    throw new NoElectron('the electron package is not installed')
  }
}

function installed(folder: string): string | undefined {
  const record = join(folder, 'path.txt')
  if (!existsSync(record)) return undefined
  const path = join(folder, 'dist', readFileSync(record, 'utf8'))
  return existsSync(path) ? path : undefined
}

/** The electron package's own way (its mirror settings, cache and checksums), with progress and an end when nothing arrives. */
async function fetchElectron(folder: string, say: (line: string) => void): Promise<string> {
  const fromElectron = createRequire(join(folder, 'package.json'))
  const { version } = fromElectron('./package.json') as { version: string }
  const impatience = new AbortController()
  const timer = setTimeout(() => impatience.abort(), FIRST_BYTES_PATIENCE_MS)
  say(`fetching Electron ${version} for the desktop window (once) ...`)
  const progress = progressTeller(say, () => clearTimeout(timer))
  try {
    const { downloadArtifact } = (await import(
      pathToFileURL(fromElectron.resolve('@electron/get')).href
    )) as ElectronGet
    const archive = downloadArtifact({
      version,
      artifactName: 'electron',
      platform: process.platform,
      arch: process.arch,
      checksums: fromElectron('./checksums.json'),
      downloadOptions: { quiet: true, signal: impatience.signal, getProgressCallback: progress },
    })
    // What waits for a connection may not hear the signal at once.
    await Promise.race([archive, aborted(impatience.signal)])
    clearTimeout(timer)
    return unpack(folder)
  } catch (error) {
    throw new NoElectron(impatience.signal.aborted ? 'its download does not begin' : shortReason(error))
  } finally {
    clearTimeout(timer)
  }
}

interface ElectronGet {
  downloadArtifact(request: Record<string, unknown>): Promise<string>
}

/** The archive is in the package's cache now: its own installer unpacks it from there. */
async function unpack(folder: string): Promise<string> {
  const { spawn } = await import('node:child_process')
  const code = await new Promise<number | null>((resolve) => {
    const installer = spawn(process.execPath, [join(folder, 'install.js')], { stdio: ['ignore', 'ignore', 'ignore'] })
    installer.once('exit', resolve)
    installer.once('error', () => resolve(null))
  })
  const path = installed(folder)
  if (code !== 0 || path === undefined) throw new NoElectron('its archive could not be unpacked')
  return path
}

function progressTeller(say: (line: string) => void, began: () => void) {
  let told = -1
  return async ({ transferred, total }: { transferred: number; total: number | null }): Promise<void> => {
    began()
    const tenth = total ? Math.floor((transferred / total) * 10) : Math.floor(transferred / 10_000_000)
    if (tenth === told) return
    told = tenth
    say(`  ${(transferred / 1024 / 1024).toFixed(0)} MiB${total ? ` of ${(total / 1024 / 1024).toFixed(0)} MiB` : ''}`)
  }
}

function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) =>
    signal.addEventListener('abort', () => reject(new Error('aborted')), { once: true }),
  )
}

function shortReason(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error
  return cause instanceof Error ? (cause.message.split('\n')[0] ?? 'unknown') : String(cause)
}
