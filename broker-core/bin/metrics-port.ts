/** Where metrics are asked for. */
export interface MetricsPort {
  /** 0: a free one. */
  port: number
  /** From the environment, which several brokers share: who finds the port taken uses a free one, and the log says which. */
  orFree: boolean
}

/** `--metrics-port`, else HIGHWATER_METRICS_PORT; undefined: not asked for. Throws on what is no port. */
export function metricsPort(option: string | undefined): MetricsPort | undefined {
  const text = option ?? process.env.HIGHWATER_METRICS_PORT
  if (text === undefined || text === '') return undefined
  if (/^\d{1,5}$/.test(text) && Number(text) <= 65535) return { port: Number(text), orFree: option === undefined }
  throw new Error(`the port for metrics is a number from 0 to 65535, not "${text}"`)
}
