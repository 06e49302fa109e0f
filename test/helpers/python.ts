import { join } from 'node:path'
import { filledOnce } from './cache'
import { type RunOptions, type RunResult, run } from './run'

/** Pinned: a new release must not change what a test says. */
const PACKAGES = ['kazoo==2.11.0', 'confluent-kafka==2.16.1', 'kafka-python==3.0.12', 'aiokafka==0.14.0']
/** Codecs of kafka-python and aiokafka. */
const CODECS = ['cramjam==2.14.0', 'python-snappy==0.7.3', 'lz4==4.4.5', 'zstandard==0.25.0']
const DOWNLOAD_PATIENCE_MS = 5 * 60_000

/** Why the Python clients cannot be used here; undefined when they can. Downloads at the first call. */
export async function pythonMissing(): Promise<string | undefined> {
  try {
    await python()
    return undefined
  } catch (error) {
    return (error as Error).message
  }
}

/** Runs a program text with those packages importable. */
export async function runPython(
  script: string,
  args: readonly string[] = [],
  options: RunOptions = {},
): Promise<RunResult> {
  return run(await python(), ['-c', script, ...args], options)
}

/** The interpreter of the prepared environment. */
export async function python(): Promise<string> {
  const directory = await filledOnce(
    `python-${[...PACKAGES, ...CODECS].join('-').replaceAll('==', '_')}`,
    async (building) => {
      const site = join(building, 'site')
      const pip = await run('python3', ['-m', 'venv', site], { timeoutMs: DOWNLOAD_PATIENCE_MS })
      if (pip.code !== 0) throw new Error(`python3 -m venv failed: ${lastLine(pip)}`)
      const args = ['-m', 'pip', 'install', '-q', ...PACKAGES, ...CODECS]
      const install = await run(join(site, 'bin/python'), args, { timeoutMs: DOWNLOAD_PATIENCE_MS })
      if (install.code !== 0) throw new Error(`pip could not install ${PACKAGES.join(', ')}: ${lastLine(install)}`)
    },
  )
  return join(directory, 'site/bin/python')
}

const lastLine = ({ stdout, stderr }: RunResult) => `${stdout}\n${stderr}`.trim().split('\n').at(-1) ?? ''
