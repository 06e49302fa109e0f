// Adds up the JSON reports of the vitest runs, lists what was skipped, and closes with the line a reader (or a machine) looks for.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { reportMatrix } from '../test/clients/matrix.mjs'

/** The first lines of what a test said: enough to know what to run again. */
const excerpt = (message) =>
  message
    .split('\n')
    .slice(0, 12)
    .map((line) => `      ${line.slice(0, 300)}`)
    .join('\n')

const [directory, failedSteps] = process.argv.slice(2)
const totals = { passed: 0, failed: 0, skipped: 0 }
const skips = new Set()
const failures = []
for (const name of readdirSync(directory).filter((entry) => entry.endsWith('.json'))) {
  const report = JSON.parse(readFileSync(join(directory, name), 'utf8'))
  totals.passed += report.numPassedTests
  totals.failed += report.numFailedTests
  totals.skipped += report.numPendingTests + report.numTodoTests
  for (const file of report.testResults) {
    // A file that could not even be loaded has no test to count, and must not pass for that.
    if (file.status === 'failed' && !file.assertionResults.some((test) => test.status === 'failed')) {
      totals.failed += 1
      failures.push(`${relative(process.cwd(), file.name)}\n${excerpt(file.message)}`)
    }
    for (const test of file.assertionResults) {
      if (test.status === 'failed')
        failures.push(
          `${relative(process.cwd(), file.name)} > ${test.fullName}\n${excerpt(test.failureMessages.join('\n'))}`,
        )
      if (test.status === 'pending' || test.status === 'skipped') skips.add(`test skipped: ${test.fullName}`)
    }
  }
}
const reasons = join(directory, 'skips.txt')
if (existsSync(reasons)) {
  for (const line of readFileSync(reasons, 'utf8').split('\n')) if (line.trim() !== '') skips.add(line.trim())
}
const steps = join(directory, 'failed-steps.txt')
if (existsSync(steps)) for (const line of readFileSync(steps, 'utf8').trim().split('\n')) failures.push(`step: ${line}`)
if (skips.size > 0) process.stdout.write(`\nSkipped, and why:\n${[...skips].map((line) => `  - ${line}`).join('\n')}\n`)
// docs/clients.md is a statement about this very code: where it says otherwise than what was just seen, it is wrong.
if (reportMatrix(directory) > 0) totals.failed += 1
// A step can fail without a failing test (types, lint, build): it counts as one.
if (totals.failed === 0) totals.failed = Number(failedSteps)
// Last but one, since the reader of a long log reads its end.
if (failures.length > 0) process.stdout.write(`\nFailed:\n${failures.map((failure) => `  - ${failure}`).join('\n')}\n`)
process.stdout.write(`\n${totals.passed} passed, ${totals.failed} failed, ${totals.skipped} skipped\n`)
process.exit(totals.failed === 0 && totals.passed > 0 ? 0 : 1)
