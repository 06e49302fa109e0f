import { createServer } from 'node:net'
import { join } from 'node:path'
import { _electron } from 'playwright-core'
import { expect, it } from 'vitest'
import { freePorts } from '../helpers/ports'
import { programsMissing, repositoryRoot } from '../helpers/programs'
import { skipFor } from '../helpers/skips'
import { temporaryDirectory } from '../helpers/temp'

const binary = process.env.ELECTRON_BINARY
const missing = skipFor(
  'the desktop window of a lab that cannot be opened',
  (binary ? undefined : 'ELECTRON_BINARY names no Electron') ??
    (process.env.DISPLAY ? undefined : 'no DISPLAY: run it under xvfb-run') ??
    programsMissing('highwater', 'broker', 'coordination'),
)

it.skipIf(missing)('a window whose lab finds a port taken stays, and says by whom and what to do', async () => {
  const ports = await freePorts(4)
  const other = createServer()
  await new Promise<void>((resolve) => other.listen(ports[1], '127.0.0.1', resolve))
  const dir = join(temporaryDirectory('desktop-taken'), 'lab')
  const options = { dir, strict: false, overrides: [], ports: ports.slice(0, 3), coordinationPort: ports[3] }
  const app = await _electron.launch({
    executablePath: binary!,
    args: ['--no-sandbox', '--disable-gpu', repositoryRoot],
    env: {
      ...(process.env as Record<string, string>),
      HIGHWATER_OPTIONS: JSON.stringify(options),
      XDG_CONFIG_HOME: temporaryDirectory('desktop-taken-config'),
    },
  })
  try {
    const page = await app.firstWindow()
    const text = new RegExp(`port ${ports[1]} \\(broker 2\\) is taken .* --ports auto`)
    await page.getByRole('status').getByText(text).waitFor({ timeout: 60_000 })
    const closed = new Promise((resolve) => app.process().once('exit', resolve))
    await app.evaluate(({ app }) => app.quit()).catch(() => undefined)
    expect(await closed).toBe(1)
  } finally {
    await app.close().catch(() => undefined)
    other.close()
  }
})
