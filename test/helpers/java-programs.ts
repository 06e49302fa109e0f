import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { apacheLibs } from './apache'
import { filledOnce } from './cache'
import { run } from './run'

const COMPILE_PATIENCE_MS = 120_000

/**
 * The folder of the classes of the Java sources in `folder`, compiled once against the jars of 3.9.1: a program that starts from its
 * sources pays for the compiler at each start. They run with the jars of any release that still has what they call.
 */
export async function compiledClasses(folder: string): Promise<string> {
  const files = (await readdir(folder)).filter((name) => name.endsWith('.java')).sort()
  const paths = files.map((name) => join(folder, name))
  const hash = createHash('sha256')
  for (const path of paths) hash.update(await readFile(path))
  return filledOnce(`classes-${hash.digest('hex').slice(0, 16)}`, async (building) => {
    const classPath = join(await apacheLibs('3.9.1'), '*')
    const options = ['-J-XX:TieredStopAtLevel=1', '-nowarn', '-Xlint:none', '-d', building, '-cp', classPath]
    const compiler = await run('javac', [...options, ...paths], { timeoutMs: COMPILE_PATIENCE_MS })
    if (compiler.code !== 0) throw new Error(`javac ${folder}: ${compiler.stderr}`)
  })
}
