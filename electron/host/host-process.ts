import { resolve } from 'node:path'
import { createLabHost, type LabHost } from './host'
import type { FromHostProcess, HostProcessOptions, ToHostProcess } from './host-messages'
import { failureOf } from './server/requests'
import { answerCall } from './server/rpc'

/** `out/`: this file is built to out/host/host-process.js. */
const programs = resolve(__dirname, '..')
const send = (message: FromHostProcess): void => {
  // The window may be gone already; then nobody is left to tell.
  if (process.connected) process.send?.(message, () => undefined)
}

/** The lab host as a process of its own, driven over its IPC channel: directory scans must not freeze a window. */
async function main(): Promise<void> {
  const options = JSON.parse(process.argv[2] ?? '{}') as HostProcessOptions
  const host = await createLabHost({ ...options, programs, notice: (line) => send({ type: 'notice', line }) })
  serve(host)
  send({ type: 'opened', dir: host.summary().dir })
  await host.ready.then(
    () => send({ type: 'ready', dir: host.summary().dir, bootstrap: host.summary().bootstrap }),
    (error: unknown) => send({ type: 'notice', line: failureOf(error).message }),
  )
}

function serve(host: LabHost): void {
  let client = host.connect()
  const close = () => void host.close().then(() => process.exit(0))
  process.on('message', (message: ToHostProcess) => {
    if (message.type === 'close') return close()
    if (message.type === 'pageGone') {
      client.close()
      client = host.connect()
      return
    }
    void answerCall(client.functions, message.id, message.name, message.request).then((answer) =>
      send({ type: 'answer', answer }),
    )
  })
  // The window died: the lab ends in good order all the same.
  process.on('disconnect', close)
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, close)
}

main().catch((error: unknown) => {
  send({ type: 'failed', texts: failureOf(error).texts })
  process.disconnect?.()
  process.exitCode = 1
})
