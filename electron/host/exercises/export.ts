import type { ExerciseLanguage, ExerciseView } from '../api/exercise-functions'

const WORDS = {
  en: {
    prediction: 'Prediction',
    settings: 'Changed settings',
    steps: 'Steps',
    checks: 'Checks',
    verdict: 'Verdict',
    live: 'Live',
    expected: 'Expected',
    evidence: 'Evidence',
    yes: 'yes',
    no: 'no',
    explain: 'Why',
    pass: 'pass',
    notYet: 'not yet',
    fail: 'fail',
    none: 'none',
  },
  ko: {
    prediction: '예측',
    settings: '바꾼 설정',
    steps: '단계',
    checks: '확인',
    verdict: '판정',
    live: '지금',
    expected: '기대',
    evidence: '근거',
    yes: '예',
    no: '아니요',
    explain: '설명',
    pass: '통과',
    notYet: '아직',
    fail: '실패',
    none: '없음',
  },
} as const

const cell = (text: string) => text.replaceAll('|', '\\|').replaceAll('\n', ' ')

function measurementsPart({ measurements }: ExerciseView, language: ExerciseLanguage): string[] {
  if (measurements === null) return []
  const words = WORDS[language]
  const { title, columns, rows } = measurements
  const text = (value: number | boolean | null, unit: string) =>
    value === null
      ? '-'
      : typeof value === 'boolean'
        ? words[value ? 'yes' : 'no']
        : `${value}${unit === 'ms' ? ' ms' : ''}`
  const head = ['', ...columns.map(({ label }) => label[language])]
  const lines = rows.map(({ label, cells }) => [
    label[language],
    ...cells.map((value, at) => text(value, columns[at]!.unit)),
  ])
  const line = (cells: readonly string[]) => `| ${cells.map(cell).join(' | ')} |`
  return [`## ${title[language]}`, [line(head), `|${'---|'.repeat(head.length)}`, ...lines.map(line)].join('\n')]
}

/** Answers and evidence as one Markdown file. */
export function exerciseMarkdown(view: ExerciseView, language: ExerciseLanguage): string {
  const words = WORDS[language]
  const answer = view.predict.options.find(({ id }) => id === view.predict.answer)
  const settings = view.settings.map(({ key, value, kafkaDefault }) => `- \`${key}=${value}\` (${kafkaDefault ?? '-'})`)
  const steps = view.steps.map(({ text, commands, output }, at) =>
    [
      `${at + 1}. ${text[language]}`,
      '',
      '   ```',
      ...commands.map((line) => `   $ ${line[language]}`),
      ...output.map((line) => `   ${line[language]}`),
      '   ```',
    ].join('\n'),
  )
  const checks = view.checks.map(({ verdict, sentence, live, expected, evidence }) => {
    const place = evidence?.path ? ` (${evidence.path}${evidence.line ? `:${evidence.line}` : ''})` : ''
    return `| ${[words[verdict], sentence[language], live ?? '-', expected, `${evidence?.text[language] ?? '-'}${place}`].map(cell).join(' | ')} |`
  })
  return [
    `# ${view.number}. ${view.title[language]}`,
    view.question[language],
    `**${words.prediction}:** ${view.predict.question[language]} ${answer?.text[language] ?? words.none}`,
    `## ${words.settings}`,
    settings.join('\n') || words.none,
    `## ${words.steps}`,
    steps.join('\n\n'),
    `## ${words.checks}`,
    `| ${words.verdict} | | ${words.live} | ${words.expected} | ${words.evidence} |\n|---|---|---|---|---|\n${checks.join('\n')}`,
    ...measurementsPart(view, language),
    `## ${words.explain}`,
    view.explain[language],
    '',
  ].join('\n\n')
}

export const exerciseJson = (view: ExerciseView): string => `${JSON.stringify(view, null, 1)}\n`
