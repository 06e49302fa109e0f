import { startProcess, type TestProcess } from './processes'
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

/** A kcat that reads as a member of a group, which has its topic's name, until it is stopped. */
export class KcatMember {
  private readonly process: TestProcess

  constructor(bootstrap: string, topic: string, settings: readonly string[]) {
    const quick = ['heartbeat.interval.ms=300', 'session.timeout.ms=10000', ...settings].flatMap((each) => ['-X', each])
    const args = ['-u', '-b', bootstrap, '-G', topic, ...quick, '-o', 'end', topic]
    this.process = startProcess({ command: 'kcat', args, name: 'kcat' })
  }

  /** How often it was told of a change. */
  get rebalances(): number {
    return this.process.lines(/rebalanced/).length
  }

  said(pattern: RegExp): Promise<string> {
    return this.process.line(pattern, 20_000)
  }

  /** Its partitions, by what it said: "assigned: t [0], t [1]" and "revoked: …", or steps of an "incremental assignment" or "revoke". */
  assigned(): number[] {
    const assigned = new Set<number>()
    for (const line of this.process.lines(/rebalanced/)) {
      const [, what, list = ''] = /(incremental assignment|incremental revoke|assigned|revoked)(.*)$/.exec(line) ?? []
      const partitions = [...list.matchAll(/\[(\d+)\]/g)].map(([, partition]) => Number(partition))
      if (what === 'assigned' || what === 'revoked') assigned.clear()
      for (const partition of partitions) {
        if (what === 'assigned' || what === 'incremental assignment') assigned.add(partition)
        else assigned.delete(partition)
      }
    }
    return [...assigned].sort()
  }

  async stop(): Promise<void> {
    await this.process.stop(5_000)
  }
}
