import { Load } from './load'
import type { FromLoad, ToLoad } from './load-messages'

/**
 * The load as a process of its own (out/benchmark/load.js), so that nothing else on its event loop makes a request late. Driven over
 * its IPC channel; ends with it.
 */
const tell = (message: FromLoad): void => {
  if (process.connected) process.send?.(message, () => undefined)
}

let load: Load | undefined

async function take(message: ToLoad): Promise<void> {
  switch (message.type) {
    case 'prepare':
      load = await Load.prepare(message.task)
      tell({ type: 'prepared', ...load.size })
      break
    case 'go': {
      const problem = (await load?.run()) ?? null
      if (load !== undefined) tell({ type: 'done', result: load.result(), problem })
      break
    }
    case 'sample':
      if (load !== undefined) tell({ type: 'sample', sample: load.sample() })
      break
    case 'stop':
      load?.stop()
  }
}

process.on('message', (message: ToLoad) => {
  take(message).catch((error: unknown) => {
    process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`)
    process.exit(1)
  })
})
process.on('disconnect', () => process.exit(0))
// Ctrl-C is the benchmark's to hear.
process.on('SIGINT', () => undefined)
