import type { ReportedCheck, RunReport } from '../host/exercises/headless'
import type { Exercise } from '../host/exercises/load'

const VERDICTS: Record<ReportedCheck['verdict'], string> = { pass: 'pass', notYet: 'not yet', fail: 'FAIL' }

export const listText = (exercises: readonly Exercise[]): string =>
  exercises
    .map(
      ({ data, text }) =>
        `${String(data.number).padStart(2)}  ${data.id.padEnd(26)} ${text.en.title}\n    ${text.en.question}`,
    )
    .join('\n')

/** `pass  The sentence: live 2, expected 2 (evidence, file:line)`. */
export function checkLine({ verdict, sentence, live, expected, evidence }: ReportedCheck): string {
  const place = evidence?.path ? `${evidence.path}${evidence.line ? `:${evidence.line}` : ''}` : ''
  const event = evidence?.eventSeq ? `event ${evidence.eventSeq}` : ''
  const source = [evidence?.text.en, place, event].filter(Boolean).join('; ')
  return `  ${VERDICTS[verdict].padEnd(7)} ${sentence}\n          live ${live ?? '-'}, expected ${expected}${source ? `  (${source})` : ''}`
}

export const stepLines = ({ steps }: RunReport): string[] =>
  steps.flatMap(({ id, commands, output }) => [
    `  ${id}`,
    ...commands.map((command) => `    $ ${command}`),
    ...output.map((line) => `      ${line}`),
  ])

export function outcomeLine(report: RunReport, expected: boolean): string {
  const name = `${report.number} ${report.exercise}${report.sabotage ? `, sabotage ${report.sabotage}` : ''}`
  const what = report.sabotage
    ? expected
      ? 'was found, as it must'
      : 'WAS NOT FOUND'
    : report.passed
      ? 'passed'
      : `FAILED${report.problem ? `: ${report.problem}` : ''}`
  return `${name}: ${what} (${(report.durationMs / 1000).toFixed(1)} s)`
}
