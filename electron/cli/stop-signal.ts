/**
 * Resolves when somebody wants the program to end: Ctrl-C, SIGTERM, or its terminal closed. A second Ctrl-C ends it at once; the
 * brokers then stop by themselves, since their channel to the lab closes.
 */
export function untilAskedToStop(): Promise<NodeJS.Signals> {
  return new Promise((resolve) => {
    let asked = 0
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
      process.on(signal, () => {
        asked++
        if (asked > 1 && signal === 'SIGINT') process.exit(130)
        resolve(signal)
      })
  })
}
