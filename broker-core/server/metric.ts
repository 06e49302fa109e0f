/** One number at the moment it was asked for, with the labels that tell it from others of its name. */
export interface MetricSample {
  readonly labels: Readonly<Record<string, string>>
  readonly value: number
}

/** A metric as Prometheus knows it: counters only grow while the broker lives and end in `_total` or `_count`. All samples have the same labels. */
export interface Metric {
  readonly name: string
  readonly help: string
  readonly kind: 'gauge' | 'counter'
  readonly samples: readonly MetricSample[]
}

export function gauge(name: string, help: string, value: number): Metric {
  return { name, help, kind: 'gauge', samples: [{ labels: {}, value }] }
}

export function counter(name: string, help: string, value: number): Metric {
  return { name, help, kind: 'counter', samples: [{ labels: {}, value }] }
}

export function labelledGauge(name: string, help: string, samples: readonly MetricSample[]): Metric {
  return { name, help, kind: 'gauge', samples }
}

export function labelledCounter(name: string, help: string, samples: readonly MetricSample[]): Metric {
  return { name, help, kind: 'counter', samples }
}
