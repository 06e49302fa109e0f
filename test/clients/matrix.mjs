// Draws the client matrix (client x feature) from vitest's JSON reports: `node test/clients/matrix.mjs RESULTS [docs/clients.md]`.
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const here = dirname(fileURLToPath(import.meta.url))
export const DOCUMENT = join(here, '../../docs/clients.md')
const { clients, features, notSupported } = JSON.parse(readFileSync(join(here, 'matrix.json'), 'utf8'))

const OK = 'ok'
const FAILED = 'FAILED'
const NOT_SUPPORTED = '-'
export const NOT_RUN = '?'

/** What the tests of these reports say of each cell: { client: { feature: 'ok' | 'FAILED' | '-' | '?' } }. */
export function readMatrix(directory) {
  const seen = new Map()
  const names = readdirSync(directory).filter((name) => name.startsWith('report-') && name.endsWith('.json'))
  for (const name of names) {
    const { testResults } = JSON.parse(readFileSync(join(directory, name), 'utf8'))
    for (const { status, meta } of testResults.flatMap(({ assertionResults }) => assertionResults)) {
      if (status !== 'passed' && status !== 'failed') continue
      for (const { client, feature } of meta?.matrixCells ?? []) {
        const key = `${client} ${feature}`
        seen.set(key, status === 'passed' && seen.get(key) !== FAILED ? OK : FAILED)
      }
    }
  }
  const verdict = (client, feature) =>
    seen.get(`${client} ${feature}`) ?? (notSupported[client]?.[feature] === undefined ? NOT_RUN : NOT_SUPPORTED)
  const column = (client) => Object.keys(features).map((feature) => [feature, verdict(client, feature)])
  return Object.fromEntries(Object.keys(clients).map((client) => [client, Object.fromEntries(column(client))]))
}

/** Whether any cell was looked at. */
export const hasRun = (cells) => everyCell(cells).some((cell) => cell === OK || cell === FAILED)
/** Whether nothing is missing. */
export const isComplete = (cells) => everyCell(cells).every((cell) => cell !== NOT_RUN)
const everyCell = (cells) => Object.values(cells).flatMap((column) => Object.values(column))

/** The table, as Markdown that also reads well in a terminal. */
export function drawTable(cells) {
  const rows = [
    ['', ...Object.values(clients)],
    ...Object.entries(features).map(([feature, title]) => [
      title,
      ...Object.keys(clients).map((client) => cells[client][feature]),
    ]),
  ]
  const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => row[column].length)))
  const line = (row) => `| ${row.map((text, column) => text.padEnd(widths[column])).join(' | ')} |`
  const rule = `|${widths.map((width) => '-'.repeat(width + 2)).join('|')}|`
  return [line(rows[0]), rule, ...rows.slice(1).map(line)].join('\n')
}

/** docs/clients.md. */
export function drawDocument(cells) {
  const reasons = Object.entries(notSupported).flatMap(([client, byFeature]) =>
    Object.entries(byFeature).map(([feature, reason]) => `- ${clients[client]}, ${features[feature]}: ${reason}.`),
  )
  return `# Clients

What was seen of each client against three Highwater brokers. The tests write this file (\`node test/clients/matrix.mjs RESULTS docs/clients.md\`
after a run with \`HIGHWATER_RESULTS=RESULTS\`); versions are those pinned in package.json and test/helpers. \`ok\`: seen to work, \`-\`: the client
does not have it (see below), \`${FAILED}\`: does not work, \`?\`: not run.

${drawTable(cells)}

## What a client does not have

${reasons.join('\n')}
`
}

/** The cells in which a document differs from what was seen now; cells that were not run do not count. */
export function differences(cells, document) {
  const lines = document.split('\n').filter((line) => line.startsWith('| '))
  const table = lines.map((line) => line.split('|').map((text) => text.trim()))
  return Object.entries(cells).flatMap(([client, column]) =>
    Object.entries(column).flatMap(([feature, now]) => {
      const row = table.find((texts) => texts[1] === features[feature])
      const written = row?.[(table[0] ?? []).indexOf(clients[client])]
      return now === NOT_RUN || now === written
        ? []
        : [`${clients[client]}, ${features[feature]}: ${written} -> ${now}`]
    }),
  )
}

/** Draws the matrix of a run into its results folder; prints it, and what docs/clients.md says otherwise. Returns how much that is. */
export function reportMatrix(directory) {
  const cells = readMatrix(directory)
  if (!hasRun(cells)) return 0
  writeFileSync(join(directory, 'clients.md'), drawDocument(cells))
  writeFileSync(join(directory, 'clients.json'), `${JSON.stringify(cells, undefined, 1)}\n`)
  process.stdout.write(`\nClients (ok, ${FAILED}, ${NOT_SUPPORTED} not supported by the client, ${NOT_RUN} not run)\n`)
  process.stdout.write(`${drawTable(cells)}\n`)
  const stale = existsSync(DOCUMENT)
    ? differences(cells, readFileSync(DOCUMENT, 'utf8'))
    : ['docs/clients.md is missing']
  if (stale.length > 0) process.stdout.write(`docs/clients.md says otherwise:\n  ${stale.join('\n  ')}\n`)
  return stale.length
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [directory, document] = process.argv.slice(2)
  reportMatrix(directory)
  if (document !== undefined) writeFileSync(document, drawDocument(readMatrix(directory)))
}
