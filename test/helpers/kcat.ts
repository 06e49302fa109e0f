import { type RunOptions, type RunResult, run } from './run'

const INSTALL_PATIENCE_MS = 3 * 60_000
const isRoot = () => process.getuid?.() === 0

/** Why kcat cannot be used here; undefined when it can. Installs Debian's package when run by root on a Debian. */
export async function kcatMissing(): Promise<string | undefined> {
  if (await works()) return undefined
  if (!isRoot()) return 'kcat is not on the PATH, and only root can install it'
  if ((await run('apt-get', ['--version'])).code !== 0) return 'kcat is not on the PATH, and there is no apt-get'
  return install()
}

export function kcat(args: readonly string[], options: RunOptions = {}): Promise<RunResult> {
  return run('kcat', args, options)
}

const works = async () => (await run('kcat', ['-V'])).code === 0

async function install(): Promise<string | undefined> {
  const options = { timeoutMs: INSTALL_PATIENCE_MS, env: { DEBIAN_FRONTEND: 'noninteractive' } }
  await run('apt-get', ['update', '-q'], options)
  // Another run may be installing at this moment: wait for dpkg's lock.
  const installed = await run('apt-get', ['install', '-y', '-q', '-o', 'DPkg::Lock::Timeout=120', 'kcat'], options)
  if (await works()) return undefined
  return `apt-get could not install kcat: ${installed.stderr.trim().split('\n').at(-1)}`
}
