import { Worker } from 'node:worker_threads'
import type { WorkerHandler, WorkerProgram, Workers, WorkerThread } from '../workers'

/** node:worker_threads. `programs`: the built script of each. */
export function createNodeWorkers(programs: Readonly<Record<WorkerProgram, string>>): Workers {
  return {
    start: (program, handler) => startThread(programs[program], handler),
    sharedIntegers: (count) => new Int32Array(new SharedArrayBuffer(count * Int32Array.BYTES_PER_ELEMENT)),
  }
}

function startThread(script: string, handler: WorkerHandler): WorkerThread {
  const worker = new Worker(script)
  let isOver = false
  const fail = (error: Error): void => {
    if (isOver) return
    isOver = true
    handler.failed(error)
  }
  worker.on('message', (message: unknown) => {
    if (!isOver) handler.message(message)
  })
  worker.on('messageerror', fail)
  worker.on('error', fail)
  worker.on('exit', (code) => fail(new Error(`${script} ended with exit code ${code}`)))
  // A broker that has nothing else to do ends; its threads do not keep it.
  worker.unref()
  return {
    post: (message) => worker.postMessage(message),
    terminate: async () => {
      isOver = true
      await worker.terminate()
    },
  }
}
