import { Counter, Gauge, Registry } from 'prom-client'
import type { Metric } from '../server/metric'

/** Metrics in Prometheus' text format. A metric without samples keeps its HELP and TYPE lines. */
export async function exposition(metrics: readonly Metric[]): Promise<{ text: string; contentType: string }> {
  const registry = new Registry()
  for (const { name, help, kind, samples } of metrics) {
    const options = { name, help, labelNames: Object.keys(samples[0]?.labels ?? {}), registers: [registry] }
    if (kind === 'counter') {
      const counter = new Counter(options)
      for (const { labels, value } of samples) counter.inc(labels, value)
    } else {
      const gauge = new Gauge(options)
      for (const { labels, value } of samples) gauge.set(labels, value)
    }
  }
  return { text: await registry.metrics(), contentType: registry.contentType }
}
