import { appendFileSync } from 'node:fs'

/**
 * A suite that cannot run here says so in one place: on stderr, and in the file that HIGHWATER_SKIPS names, which `.ci/run` prints at
 * its end. Returns true when the suite is to be skipped: `describe.skipIf(skipFor('kcat', await kcatMissing()))`.
 */
export function skipFor(what: string, reason: string | undefined): boolean {
  if (reason === undefined) return false
  const line = `SKIPPED ${what}: ${reason.trim().split('\n')[0]}`
  process.stderr.write(`${line}\n`)
  const file = process.env.HIGHWATER_SKIPS
  if (file) appendFileSync(file, `${line}\n`)
  return true
}
