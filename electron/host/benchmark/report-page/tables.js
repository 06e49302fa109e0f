// Words and tables of the report page. Runs in a browser, beside charts.js.
const report = JSON.parse(document.getElementById('data').textContent)
const UNITS = ['B', 'KiB', 'MiB', 'GiB', 'TiB']

function element(name, options, ...children) {
  const made = document.createElement(name)
  for (const [key, value] of Object.entries(options || {})) {
    if (key === 'text') made.textContent = value
    else if (key === 'ink') made.style.color = value
    else made.setAttribute(key, value)
  }
  made.append(...children.filter((child) => child !== null && child !== undefined))
  return made
}

/** 1024 steps, one decimal. */
function sizeParts(bytes) {
  let value = bytes
  let step = 0
  while (value >= 1023.95 && step < UNITS.length - 1) {
    value /= 1024
    step++
  }
  return [step === 0 ? String(Math.round(value)) : value.toFixed(1), UNITS[step]]
}
const sizeText = (bytes) => sizeParts(bytes).join(' ')

const amount = (value, unit, title) =>
  value === null || value === undefined
    ? element('td', { text: '–' })
    : element('td', title ? { title } : {}, String(value), unit ? element('span', { class: 'unit', text: unit }) : '')
const size = (bytes, per) => {
  if (bytes === null || bytes === undefined) return amount(null)
  const [value, unit] = sizeParts(bytes)
  return amount(value, unit + (per || ''), `${Math.round(bytes)} B${per || ''}`)
}
const ms = (value) =>
  value === null || value === undefined ? amount(null) : amount(value < 10 ? value.toFixed(2) : value.toFixed(1), 'ms')

/** Colour tells the variant, a dashed line Apache Kafka. */
const RUN_INKS = [
  '--io-clean-write',
  '--io-append',
  '--io-consumer',
  '--io-delete',
  '--io-clean-read',
  '--io-replica',
  '--io-follower',
  '--io-index',
]
const ratios = [...new Set(report.runs.filter((run) => run.cleaner).map((run) => run.minCleanableDirtyRatio))]
function runInk(run) {
  const name = run.cleaner ? RUN_INKS[ratios.indexOf(run.minCleanableDirtyRatio) % RUN_INKS.length] : '--ink-3'
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim()
}

function runName(run) {
  const key = element('span', { class: run.engine === 'apache' ? 'key dashed' : 'key', ink: runInk(run) })
  return element('td', {}, key, run.outcome === 'complete' ? run.name : `${run.name} (${OUTCOMES[run.outcome]})`)
}

const OUTCOMES = { complete: 'complete', interrupted: 'interrupted', diskFull: 'disk full', failed: 'failed' }

const SUMMARY = [
  ['Run', runName],
  ['Records', (run) => amount(run.producer.records)],
  ['Records/s', (run) => amount(Math.round(run.producer.recordsPerSecond))],
  ['Produced', (run) => size(run.producer.bytesPerSecond, '/s')],
  ['p50', (run) => ms(run.latencyMs?.p50)],
  ['p99', (run) => ms(run.latencyMs?.p99)],
  ['p99.9', (run) => ms(run.latencyMs?.p999)],
  ['Max', (run) => ms(run.latencyMs?.max)],
  ['Disk written', (run) => size(run.io.diskWriteBytes)],
  ['Disk read', (run) => size(run.io.diskReadBytes)],
  ['Write amplification', (run) => amount(run.writeAmplification === null ? null : run.writeAmplification.toFixed(2))],
  ['Space at the end', (run) => size(run.space.endLiveBytes)],
  ['Cleans', (run) => amount(run.cleaning.cleans)],
  ['Cleaner', (run) => size(run.cleaning.bytesPerSecond, '/s')],
  ['CPU', (run) => amount(run.cpu.meanPercent === null ? null : Math.round(run.cpu.meanPercent), '%')],
]

function summaryTable() {
  const head = element('tr', {}, ...SUMMARY.map(([text]) => element('th', { text })))
  const rows = report.runs.map((run) => element('tr', {}, ...SUMMARY.map(([, cell]) => cell(run))))
  return element('table', {}, element('thead', {}, head), element('tbody', {}, ...rows))
}

function facts(entries) {
  return element(
    'dl',
    { class: 'facts' },
    ...entries.flatMap(([name, text]) => [element('dt', { text: name }), element('dd', { text: String(text) })]),
  )
}

function card(title, note, ...body) {
  const head = element(
    'div',
    { class: 'head' },
    element('h2', { text: title }),
    note ? element('span', { class: 'note', text: note }) : null,
  )
  return element('section', { class: 'card' }, head, element('div', { class: 'body' }, ...body))
}

const settingsText = (settings) =>
  Object.entries(settings)
    .map(([key, value]) => `${key}=${value}`)
    .join('  ') || '(none)'

function conditions() {
  const { workload } = report.request
  const last = report.runs[report.runs.length - 1]
  const load =
    workload.rate === null
      ? 'as fast as acknowledged, 5 requests a partition under way'
      : `${workload.rate} records/s, sent at their time`
  const values =
    workload.valueBytesMin === workload.valueBytesMax
      ? workload.valueBytesMin
      : `${workload.valueBytesMin} to ${workload.valueBytesMax}`
  return facts([
    ['Command', report.command],
    ['Client', `${report.client.name}: ${report.client.how}`],
    [
      'Load',
      `${load}; acks=${workload.acks}; ${workload.partitions} partitions, ${report.request.brokers} brokers and as many replicas`,
    ],
    [
      'Records',
      `${workload.keys} keys, ${workload.distribution}; values of ${values} B, ${workload.tombstonePercent} % tombstones; requests up to ${workload.batchBytes} B; seed ${workload.seed}`,
    ],
    [
      'Machine',
      Object.entries(report.machine)
        .map(([key, value]) => `${key} ${key === 'memoryBytes' ? sizeText(value) : value}`)
        .join(', '),
    ],
    [
      'Versions',
      Object.entries(report.versions)
        .map(([key, value]) => `${key} ${value}`)
        .join(', '),
    ],
    ['Broker settings', last ? settingsText(last.brokerSettings) : '–'],
    ['Topic settings', last ? settingsText(last.topicSettings) : '–'],
  ])
}

function addTables(page) {
  document.getElementById('when').textContent =
    `${new Date(report.startedAt).toLocaleString()} to ${new Date(report.finishedAt).toLocaleTimeString()}`
  const outcome = document.getElementById('outcome')
  outcome.textContent = OUTCOMES[report.outcome]
  if (report.outcome !== 'complete') outcome.className = 'bad'
  const messages = [...new Set([report.message, ...report.runs.map((run) => run.message)].filter(Boolean))]
  page.append(...messages.map((text) => element('p', { class: 'notice', text })))
  const from = report.request.workload.rate === null ? 'its sending' : 'the moment it was due'
  page.append(
    card(
      'Runs',
      `Latency: from ${from} to the acknowledgement. Write amplification: bytes written to disk over bytes produced × replicas.`,
      summaryTable(),
    ),
  )
  return card(
    'Conditions',
    'Settings of the last run; the others differ in the cleaner and its dirty ratio only.',
    conditions(),
  )
}

globalThis.reportTables = { report, element, runInk, card, addTables }
