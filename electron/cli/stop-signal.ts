/**
 * Resolves when somebody wants the program to end: Ctrl-C, SIGTERM, or its terminal closed. A second Ctrl-C ends it at once; the
 * brokers then stop by themselves, since their channel to the lab closes.
 */
export function untilAskedToStop(): Promise<NodeJS.Signals> {
  return new Promise((resolve) => {
    let interrupts = 0
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
      process.on(signal, () => {
        // Only Ctrl-C pressed again is impatience: the launcher's own SIGTERM comes on top of the terminal's first one.
        if (signal === 'SIGINT' && ++interrupts > 1) process.exit(130)
        resolve(signal)
      })
  })
}
