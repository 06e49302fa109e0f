// Charts of the report page. Needs tables.js and Chart.js before it.
const { report, element, runInk, card, addTables } = globalThis.reportTables
const page = document.getElementById('page')
const drawn = []
const color = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim()
const MIB = 1024 * 1024
const seconds = (atMs) => atMs / 1000

/** Time with the cleaner at work, behind the curves, its word on top. */
const bands = {
  id: 'bands',
  beforeDatasetsDraw(chart) {
    const cleans = chart.options.plugins.bands?.cleans || []
    const { ctx, chartArea, scales } = chart
    ctx.save()
    ctx.beginPath()
    ctx.rect(chartArea.left, chartArea.top, chartArea.width, chartArea.height)
    ctx.clip()
    ctx.fillStyle = color('--band-cleaner')
    for (const clean of cleans) {
      const left = scales.x.getPixelForValue(seconds(clean.startMs))
      const right = scales.x.getPixelForValue(seconds(clean.endMs))
      ctx.fillRect(left, chartArea.top, Math.max(1, right - left), chartArea.height)
    }
    if (cleans.length > 0) {
      ctx.fillStyle = color('--ink-3')
      ctx.font = '11px system-ui'
      ctx.fillText(
        'cleaner',
        Math.max(chartArea.left + 2, scales.x.getPixelForValue(seconds(cleans[0].startMs)) + 2),
        chartArea.top + 11,
      )
    }
    ctx.restore()
  },
}

function scale(options) {
  return {
    grid: { color: color('--chart-grid') },
    border: { color: color('--chart-axis') },
    ticks: { color: color('--ink-3'), font: { size: 11 }, ...options.ticks },
    ...options.rest,
  }
}

function lines({ datasets, cleans, xMax, yMax, stacked, tick, xTitle, xScale }) {
  return {
    type: 'line',
    data: { datasets },
    plugins: [bands],
    options: {
      animation: false,
      maintainAspectRatio: false,
      parsing: false,
      normalized: true,
      interaction: { mode: 'nearest', axis: 'x', intersect: false },
      elements: { point: { radius: 0, hitRadius: 8 }, line: { borderWidth: 2, tension: 0 } },
      plugins: {
        legend: { display: false },
        bands: { cleans: cleans || [] },
        tooltip: {
          callbacks: { label: (item) => ` ${item.dataset.label}: ${tick ? tick(item.parsed.y) : item.parsed.y}` },
        },
      },
      scales: {
        x:
          xScale ||
          scale({
            rest: {
              type: 'linear',
              min: 0,
              ...(xMax && { max: xMax }),
              title: { display: true, text: xTitle || 'seconds', color: color('--ink-3'), font: { size: 11 } },
            },
          }),
        y: scale({
          ticks: { callback: (value) => (tick ? tick(value) : value) },
          rest: { min: 0, stacked: Boolean(stacked), ...(yMax && { suggestedMax: yMax }) },
        }),
      },
    },
  }
}

function figure(title, unit, make, legend) {
  const canvas = element('canvas', { role: 'img', 'aria-label': title })
  const heading = element('h3', { text: title }, unit ? element('span', { class: 'unit', text: unit }) : null)
  drawn.push({ canvas, make, chart: null })
  return element('div', { class: 'figure' }, heading, element('div', { class: 'chart' }, canvas), legend || null)
}

const points = (run, of) => run.samples.map((sample) => ({ x: seconds(sample.atMs), y: of(sample) }))
const runLine = (run, of) => ({
  label: run.name,
  data: points(run, of),
  borderColor: runInk(run),
  borderDash: run.engine === 'apache' ? [6, 4] : [],
})
const xMaxOf = () => Math.max(1, ...report.runs.flatMap((run) => run.samples.map((sample) => seconds(sample.atMs))))
const inMib = (bytes) => (bytes === null ? null : bytes / MIB)
const whole = (value) => (value >= 100 ? String(Math.round(value)) : String(Math.round(value * 10) / 10))

const COMPARED = [
  ['Produced', 'MiB/s', (sample) => inMib(sample.producedBytesPerSecond)],
  ['Latency p99', 'ms', (sample) => sample.latencyP99Ms],
  ['Space in log directories, files in use', 'MiB', (sample) => inMib(sample.liveBytes)],
  ['Disk written by the brokers', 'MiB/s', (sample) => inMib(sample.diskWritePerSecond)],
  ['Processors, all brokers', '% of one core', (sample) => sample.cpuPercent],
]

function percentileFigure() {
  const place = (percentile) => (percentile >= 100 ? 4.3 : -Math.log10(1 - percentile / 100))
  const labels = { 0: '0', 1: '90', 2: '99', 3: '99.9', 4: '99.99' }
  return figure('Latency by percentile', 'ms', () => {
    const datasets = report.runs.map((run) => ({
      ...runLine(run, () => null),
      data: run.latencyCurve.map(([percentile, value]) => ({ x: place(percentile), y: value })),
    }))
    const xScale = scale({
      ticks: { callback: (value) => labels[value] ?? '', stepSize: 1 },
      rest: {
        type: 'linear',
        min: 0,
        max: 4.4,
        title: { display: true, text: 'percentile', color: color('--ink-3'), font: { size: 11 } },
      },
    })
    return lines({ datasets, tick: whole, xScale })
  })
}

function comparison() {
  const xMax = xMaxOf()
  const figures = COMPARED.map(([title, unit, of]) =>
    figure(title, unit, () => lines({ datasets: report.runs.map((run) => runLine(run, of)), xMax, tick: whole })),
  )
  return card(
    'All runs',
    'Colours as in the table above; Apache Kafka dashed.',
    element('div', { class: 'grid' }, ...figures, percentileFigure()),
  )
}

const WRITES = [
  ['append', 'append', '--io-append'],
  ['replicationAppend', 'replication', '--io-replica'],
  ['cleanerWrite', 'cleaner', '--io-clean-write'],
  ['index', 'index', '--io-index'],
  ['checkpoint', 'checkpoint', '--io-checkpoint'],
  ['recovery', 'recovery', '--io-delete'],
  ['other', 'other', '--chart-axis'],
]
const READS = [
  ['consumerFetch', 'consumer', '--io-consumer'],
  ['followerFetch', 'follower', '--io-follower'],
  ['cleanerRead', 'cleaner', '--io-clean-read'],
  ['index', 'index', '--io-index'],
  ['checkpoint', 'checkpoint', '--io-checkpoint'],
  ['recovery', 'recovery', '--io-delete'],
  ['other', 'other', '--chart-axis'],
]

/** Writes up, reads down, in the fixed order of causes; engines that count none show the processes' own counters. */
function diskDatasets(run) {
  const counted = run.samples.some((sample) => sample.causes !== null)
  if (!counted)
    return [
      {
        label: 'written to disk',
        data: points(run, (sample) => inMib(sample.diskWritePerSecond)),
        borderColor: color('--io-append'),
      },
      {
        label: 'read from disk',
        data: points(run, (sample) => (sample.diskReadPerSecond === null ? null : -inMib(sample.diskReadPerSecond))),
        borderColor: color('--io-consumer'),
      },
    ]
  const area =
    (direction, sign) =>
    ([cause, label, ink]) => ({
      label: `${direction} ${label}`,
      stack: direction,
      data: points(run, (sample) => (sample.causes === null ? null : (sign * sample.causes[direction][cause]) / MIB)),
      borderColor: color(ink),
      borderWidth: 1,
      backgroundColor: color(ink),
      fill: 'stack',
    })
  return [...WRITES.map(area('write', 1)), ...READS.map(area('read', -1))].filter((set) =>
    set.data.some((point) => point.y),
  )
}

function runFigures(run) {
  const xMax = xMaxOf()
  const tick = (value) => whole(Math.abs(value))
  const legend = (sets) =>
    element(
      'p',
      { class: 'note' },
      ...sets.flatMap((set) => [element('span', { class: 'key fill', ink: set.borderColor }), `${set.label}   `]),
    )
  const disk = () => {
    const made = lines({
      datasets: diskDatasets(run),
      cleans: run.cleans,
      xMax,
      tick,
      stacked: run.samples.some((sample) => sample.causes !== null),
    })
    delete made.options.scales.y.min
    return made
  }
  const space = () => [
    {
      label: 'in use',
      data: points(run, (sample) => inMib(sample.liveBytes)),
      borderColor: color('--io-append'),
      backgroundColor: color('--io-append'),
      fill: 'origin',
    },
    {
      label: 'deleted, waiting for file.delete.delay.ms',
      data: points(run, (sample) => inMib(sample.deletedBytes)),
      borderColor: color('--io-delete'),
      backgroundColor: color('--io-delete'),
      fill: '-1',
    },
  ]
  const latency = () => [
    { label: 'p50', data: points(run, (sample) => sample.latencyP50Ms), borderColor: color('--ink-3') },
    { label: 'p99', data: points(run, (sample) => sample.latencyP99Ms), borderColor: color('--ink') },
  ]
  return [
    figure('Disk, written up and read down', 'MiB/s', disk, legend(diskDatasets(run))),
    figure(
      'Space in log directories',
      'MiB',
      () => lines({ datasets: space(), cleans: run.cleans, xMax, tick, stacked: true }),
      legend(space()),
    ),
    figure('Produced', 'MiB/s', () =>
      lines({
        datasets: [runLine(run, (sample) => inMib(sample.producedBytesPerSecond))],
        cleans: run.cleans,
        xMax,
        tick,
      }),
    ),
    figure('Latency', 'ms', () => lines({ datasets: latency(), cleans: run.cleans, xMax, tick }), legend(latency())),
  ]
}

function draw() {
  for (const each of drawn) {
    each.chart?.destroy()
    each.chart = new globalThis.Chart(each.canvas, each.make())
  }
}

const conditionsCard = addTables(page)
if (report.runs.some((run) => run.samples.length > 0)) {
  page.append(comparison())
  for (const run of report.runs) {
    const bySource = run.samples.some((sample) => sample.causes !== null)
      ? 'Bytes by cause, as the brokers count them.'
      : "Bytes of the brokers' processes, as the kernel counts them."
    page.append(
      card(
        run.name,
        `${bySource} ${run.cleaning.cleans} cleans.`,
        element('div', { class: 'grid' }, ...runFigures(run)),
      ),
    )
  }
}
page.append(conditionsCard)
draw()

const toggle = document.getElementById('theme')
toggle.addEventListener('click', () => {
  const dark = document.documentElement.dataset.theme === 'light'
  document.documentElement.dataset.theme = dark ? 'dark' : 'light'
  toggle.textContent = dark ? 'Light' : 'Dark'
  draw()
})
