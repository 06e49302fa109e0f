/** What is measured: our brokers on Node, the same on an Electron binary in node mode, Apache Kafka 2.6.3 on ZooKeeper. */
export type Subject = 'Highwater' | 'Highwater on Electron' | 'Apache'

/** One number as it was measured, with all that is needed to read it. */
export interface Figure {
  name: string
  unit: string
  /** Which client or instrument, and under which conditions. */
  how: string
  subject: Subject
  values: number[]
}

export interface Summary {
  min: number
  median: number
  max: number
}

export interface Conditions {
  startedAt: string
  mode: 'full' | 'quick'
  machine: Record<string, string | number>
  /** Moments at which something else used the processors, told with every result. */
  busyMoments: string[]
}

export function summaryOf(values: readonly number[]): Summary {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = (sorted.length - 1) / 2
  const median = (sorted[Math.floor(middle)]! + sorted[Math.ceil(middle)]!) / 2
  return { min: sorted[0]!, median, max: sorted[sorted.length - 1]! }
}

export class Report {
  readonly figures: Figure[] = []

  constructor(
    readonly conditions: Conditions,
    private readonly onAdded: (figure: Figure) => void = () => undefined,
  ) {}

  /** Adds one more value of a figure; the first one decides unit and words. */
  add(figure: Omit<Figure, 'values'>, value: number): void {
    const known = this.figures.find(({ name, subject }) => name === figure.name && subject === figure.subject)
    const grown = known ?? { ...figure, values: [] }
    grown.values.push(value)
    if (known === undefined) this.figures.push(grown)
    this.onAdded(grown)
  }

  /** Median of Highwater divided by that of Apache, where both were measured in this run. */
  ratios(): { name: string; ratio: number }[] {
    return this.names().flatMap((name) => {
      const [ours, theirs] = [this.find(name, 'Highwater'), this.find(name, 'Apache')]
      if (ours === undefined || theirs === undefined) return []
      const divisor = summaryOf(theirs.values).median
      return divisor === 0 ? [] : [{ name, ratio: summaryOf(ours.values).median / divisor }]
    })
  }

  json(): string {
    const figures = this.figures.map((figure) => ({ ...figure, ...summaryOf(figure.values) }))
    return `${JSON.stringify({ ...this.conditions, figures, ratios: this.ratios() }, null, 2)}\n`
  }

  table(): string {
    const ratios = new Map(this.ratios().map(({ name, ratio }) => [name, ratio]))
    const rows = this.figures.map(({ name, unit, subject, values, how }) => {
      const { min, median, max } = summaryOf(values)
      const ratio = subject === 'Highwater' ? ratios.get(name) : undefined
      const numbers = [min, median, max].map(readable)
      return [name, unit, subject, ...numbers, String(values.length), ratio === undefined ? '' : readable(ratio), how]
    })
    rows.sort((a, b) => this.names().indexOf(a[0]!) - this.names().indexOf(b[0]!))
    const head = [
      'figure',
      'unit',
      'subject',
      'min',
      'median',
      'max',
      'runs',
      'Highwater/Apache',
      'client and conditions',
    ]
    const { conditions } = this
    return [
      `${conditions.mode} run of ${conditions.startedAt}`,
      Object.entries(conditions.machine)
        .map(([key, value]) => `${key}: ${value}`)
        .join(', '),
      ...(conditions.busyMoments.length > 0 ? ['THE MACHINE WAS BUSY:', ...conditions.busyMoments] : []),
      '',
      ...aligned([head, ...rows]),
      '',
    ].join('\n')
  }

  private names(): string[] {
    return [...new Set(this.figures.map(({ name }) => name))]
  }

  private find(name: string, subject: Subject): Figure | undefined {
    return this.figures.find((figure) => figure.name === name && figure.subject === subject)
  }
}

/** The newest value of a figure on a line of its own; the conditions stand with the first one. Pure. */
export function newestValue({ name, unit, subject, values, how }: Figure): string {
  const line = `  ${readable(values[values.length - 1]!)} ${unit}  ${subject}: ${name}`
  return values.length === 1 ? `${line}  (${how})` : line
}

function readable(value: number): string {
  if (Math.abs(value) >= 100) return Math.round(value).toString()
  return value.toFixed(Math.abs(value) >= 10 ? 1 : 2)
}

function aligned(rows: readonly (readonly string[])[]): string[] {
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)))
  return rows.map((row) =>
    row
      .map((cell, column) =>
        column >= 3 && column <= 7 ? cell.padStart(widths[column]!) : cell.padEnd(widths[column]!),
      )
      .join('  ')
      .trimEnd(),
  )
}
