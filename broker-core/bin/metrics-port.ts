/** `--metrics-port`, else HIGHWATER_METRICS_PORT; undefined: not asked for. Throws on what is no port. */
export function metricsPort(option: string | undefined): number | undefined {
  const text = option ?? process.env.HIGHWATER_METRICS_PORT
  if (text === undefined || text === '') return undefined
  if (/^\d{1,5}$/.test(text) && Number(text) <= 65535) return Number(text)
  throw new Error(`the port for metrics is a number from 0 to 65535, not "${text}"`)
}
