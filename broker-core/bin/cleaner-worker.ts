import { parentPort } from 'node:worker_threads'
import type { CleanerHello, CleanerRequest } from '../cleaner/cleaner-messages'
import { CleanerService } from '../cleaner/cleaner-service'
import { createLogger, createNodeRuntime, standBehindOtherThreads } from '../runtime/node'

/** The thread that does the log cleaner's work on bytes, beside the broker's event loop. */
async function main(): Promise<void> {
  const port = parentPort
  if (port === null) throw new Error('this program is a thread of the broker and cannot be started alone')
  standBehindOtherThreads()
  const waiting: (CleanerHello | CleanerRequest)[] = []
  let service: CleanerService | undefined
  port.on('message', (message: CleanerHello | CleanerRequest) => {
    if (service === undefined) waiting.push(message)
    else service.handle(message)
  })
  const runtime = await createNodeRuntime({ logger: createLogger([]) })
  const started = new CleanerService({
    runtime,
    answer: (answer) => port.postMessage(answer),
    sliceMs: Number.POSITIVE_INFINITY,
  })
  service = started
  for (const message of waiting) started.handle(message)
}

void main()
