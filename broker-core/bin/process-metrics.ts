import { readdirSync } from 'node:fs'
import { counter, gauge, type Metric } from '../server/metric'

/** The process behind the broker, under the names every Prometheus client uses. */
export function processMetrics(): Metric[] {
  const { rss, heapTotal, heapUsed, external } = process.memoryUsage()
  const { user, system } = process.cpuUsage()
  const startedAtSeconds = Date.now() / 1000 - process.uptime()
  const openFiles = countOpenFiles()
  return [
    counter('process_cpu_user_seconds_total', 'CPU time in user mode, seconds', user / 1e6),
    counter('process_cpu_system_seconds_total', 'CPU time in the kernel, seconds', system / 1e6),
    counter('process_cpu_seconds_total', 'CPU time, seconds', (user + system) / 1e6),
    gauge('process_start_time_seconds', 'Start of the process, seconds since 1970', Math.round(startedAtSeconds)),
    gauge('process_resident_memory_bytes', 'Resident memory', rss),
    gauge('nodejs_heap_size_total_bytes', 'Heap taken from the system', heapTotal),
    gauge('nodejs_heap_size_used_bytes', 'Heap in use', heapUsed),
    gauge('nodejs_external_memory_bytes', 'Memory of buffers and other objects outside the heap', external),
    ...(openFiles === undefined ? [] : [gauge('process_open_fds', 'Open files and sockets', openFiles)]),
  ]
}

/** undefined where there is no /proc. */
function countOpenFiles(): number | undefined {
  try {
    return readdirSync('/proc/self/fd').length
  } catch {
    // Other systems have no such directory: the metric is left out.
    return undefined
  }
}
