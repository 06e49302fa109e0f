import { readdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { APACHE_VERSIONS, type ApacheVersion, artifacts, type ToolName, toolClasses } from './apache-versions'
import { filledOnce } from './cache'
import { type RunOptions, type RunResult, run } from './run'

export { APACHE_VERSIONS, type ApacheVersion, type ToolName } from './apache-versions'

const DOWNLOAD_PATIENCE_MS = 5 * 60_000
/** Small and quick to start: these processes live for a test. */
export const JVM_FLAGS = ['-Xmx256m', '-Xms64m', '-XX:TieredStopAtLevel=1', '-Xshare:auto', '-XX:+UseSerialGC']

/** Why this release's tools cannot be used here, for a skip that says so; undefined when they can. Downloads at the first call. */
export async function apacheMissing(version: ApacheVersion | 'zookeeper'): Promise<string | undefined> {
  try {
    await apacheLibs(version)
    return undefined
  } catch (error) {
    return (error as Error).message
  }
}

/** The folder with all jars of a release. Rejects with the reason when they cannot be had. */
export async function apacheLibs(version: ApacheVersion | 'zookeeper'): Promise<string> {
  const java = await run('java', ['-version'])
  if (java.code !== 0) throw new Error('no java on the PATH')
  const directory = await filledOnce(`apache-${version}-${fingerprint(artifacts[version])}`, async (building) => {
    await writeFile(join(building, 'pom.xml'), pom(artifacts[version]))
    const args = ['-q', '-B', 'dependency:copy-dependencies', `-DoutputDirectory=${join(building, 'libs')}`]
    const mvn = await run('mvn', args, { cwd: building, timeoutMs: DOWNLOAD_PATIENCE_MS })
    if (mvn.code !== 0) throw new Error(`Maven could not resolve ${version}: ${firstError(mvn)}`)
    if (version === 'zookeeper') await quietLogback(building)
    await writeFile(join(building, 'log4j.properties'), LOG4J)
    await writeFile(join(building, 'tools-log4j.properties'), TOOLS_LOG4J)
  })
  return join(directory, 'libs')
}

/** The arguments for `java` that run a main class of this release. */
export async function javaArguments(
  version: ApacheVersion | 'zookeeper',
  mainClass: string,
  { tool = false, flags = [] as readonly string[] } = {},
): Promise<string[]> {
  const libs = await apacheLibs(version)
  const config = join(libs, '..', tool ? 'tools-log4j.properties' : 'log4j.properties')
  return [
    ...JVM_FLAGS,
    `-Dlog4j.configuration=file:${config}`,
    '-Dorg.slf4j.simpleLogger.defaultLogLevel=warn',
    ...flags,
    '-cp',
    join(libs, '*'),
    mainClass,
  ]
}

/** Runs one of the release's command line tools (by its script's name without `kafka-` and `.sh`, or by main class) to its end. */
export async function runTool(
  version: ApacheVersion,
  tool: ToolName | (string & {}),
  args: readonly string[],
  options: RunOptions = {},
): Promise<RunResult> {
  const mainClass = toolClasses[version][tool as ToolName] ?? tool
  return run('java', [...(await javaArguments(version, mainClass, { tool: true })), ...args], options)
}

/** The path of one jar of a release, by the beginning of its name: `apacheJar('3.9.1', 'kafka-clients-')`. */
export async function apacheJar(version: ApacheVersion, prefix: string): Promise<string> {
  const libs = await apacheLibs(version)
  const jar = (await readdir(libs)).find((name) => name.startsWith(prefix))
  if (!jar) throw new Error(`no ${prefix}* among the jars of ${version}`)
  return join(libs, jar)
}

export const isApacheVersion = (text: string): text is ApacheVersion =>
  (APACHE_VERSIONS as readonly string[]).includes(text)

function pom(coordinates: readonly string[]): string {
  const dependencies = coordinates.map((coordinate) => {
    const [group, artifact, version] = coordinate.split(':')
    return `<dependency><groupId>${group}</groupId><artifactId>${artifact}</artifactId><version>${version}</version></dependency>`
  })
  return `<project><modelVersion>4.0.0</modelVersion><groupId>highwater</groupId><artifactId>oracle</artifactId><version>1</version><dependencies>${dependencies.join('')}</dependencies></project>\n`
}

/** Changes when the list of artifacts does, so that an old cache is not taken for the new one. */
function fingerprint(coordinates: readonly string[]): string {
  let hash = 5381
  for (const char of coordinates.join()) hash = (Math.imul(hash, 33) ^ char.charCodeAt(0)) >>> 0
  return hash.toString(36)
}

function firstError({ stdout, stderr }: RunResult): string {
  const line = `${stdout}\n${stderr}`.split('\n').find((text) => text.includes('[ERROR]') || text.includes('mvn:'))
  return (line ?? 'no output').slice(0, 300)
}

/** ZooKeeper brings logback; a file beside the jars is not on a `libs/*` class path, so its configuration goes into the flags. */
async function quietLogback(building: string): Promise<void> {
  await writeFile(join(building, 'logback.xml'), LOGBACK)
  await rm(join(building, 'libs', 'log4j.properties'), { force: true })
}

const LOG4J = `log4j.rootLogger=INFO, out
log4j.appender.out=org.apache.log4j.ConsoleAppender
log4j.appender.out.layout=org.apache.log4j.PatternLayout
log4j.appender.out.layout.ConversionPattern=[%d] %p %m (%c)%n
`
const TOOLS_LOG4J = `log4j.rootLogger=WARN, err
log4j.appender.err=org.apache.log4j.ConsoleAppender
log4j.appender.err.target=System.err
log4j.appender.err.layout=org.apache.log4j.PatternLayout
log4j.appender.err.layout.ConversionPattern=[%d] %p %m (%c)%n
`
const LOGBACK = `<configuration><appender name="OUT" class="ch.qos.logback.core.ConsoleAppender"><encoder><pattern>[%d] %level %msg \\(%logger\\)%n</pattern></encoder></appender><root level="INFO"><appender-ref ref="OUT"/></root></configuration>
`
