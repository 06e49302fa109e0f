import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { _electron, type ElectronApplication, type Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { LabFunctions } from '../../electron/host/api/functions'
import { isAlive } from '../helpers/lab-process'
import { freePorts } from '../helpers/ports'
import { programsMissing, repositoryRoot } from '../helpers/programs'
import { skipFor } from '../helpers/skips'
import { temporaryDirectory } from '../helpers/temp'

const binary = process.env.ELECTRON_BINARY
const missing = skipFor(
  'the desktop window',
  (binary ? undefined : 'ELECTRON_BINARY names no Electron') ??
    (process.env.DISPLAY ? undefined : 'no DISPLAY: run it under xvfb-run') ??
    programsMissing('highwater', 'broker', 'coordination'),
)
/** Where the pictures go; `.ci/run` or a person may name a folder to look at them. */
const pictures = process.env.HIGHWATER_PICTURES

type Bridge = {
  call(name: keyof LabFunctions, request: unknown): Promise<{ ok: boolean; value: unknown; message?: string }>
}

describe.skipIf(missing)('the window', () => {
  let app: ElectronApplication
  let page: Page
  let dir: string
  const processes = (): { name: string; pid: number }[] => JSON.parse(readFileSync(join(dir, 'processes.json'), 'utf8'))
  const card = (id: number) => page.locator(`[data-broker="${id}"][data-state]`)
  const row = (name: string) => page.locator(`[data-partition="${name}"]`)
  const picture = async (name: string) => {
    if (!pictures) return
    mkdirSync(pictures, { recursive: true })
    await page.screenshot({ path: join(pictures, `${name}.png`) })
  }
  const call = (name: keyof LabFunctions, request: unknown) =>
    page.evaluate(
      ([name, request]) =>
        (globalThis as unknown as { highwater: Bridge }).highwater.call(name as keyof LabFunctions, request),
      [name, request] as const,
    )
  const stateOf = async (id: number, state: string, timeout: number) =>
    page.waitForSelector(`[data-broker="${id}"][data-state="${state}"]`, { timeout })

  beforeAll(async () => {
    dir = join(temporaryDirectory('desktop'), 'lab')
    const ports = await freePorts(4)
    const options = { dir, strict: false, overrides: [], ports: ports.slice(0, 3), coordinationPort: ports[3] }
    const out = process.env.HIGHWATER_OUT
    app = await _electron.launch({
      executablePath: binary!,
      args: ['--no-sandbox', '--disable-gpu', out ? join(out, '..') : repositoryRoot],
      env: {
        ...(process.env as Record<string, string>),
        HIGHWATER_OPTIONS: JSON.stringify(options),
        XDG_CONFIG_HOME: temporaryDirectory('desktop-config'),
      },
    })
    page = await app.firstWindow()
    for (const id of [1, 2, 3]) await stateOf(id, 'RunningAsBroker', 60_000)
  })

  afterAll(async () => {
    await app?.close().catch(() => undefined)
  })

  it('shows three brokers, and cannot reach more than the lab', async () => {
    await picture('1-running')
    expect(await page.evaluate(() => typeof (globalThis as { require?: unknown }).require)).toBe('undefined')
    expect(await page.evaluate(() => Object.keys((globalThis as unknown as { highwater: object }).highwater))).toEqual([
      'call',
      'chooseFolder',
      'pathOf',
      'language',
    ])
    expect(await call('constructor' as keyof LabFunctions, {})).toMatchObject({ ok: false, code: 'BAD_REQUEST' })
    expect(await call('startBroker', { id: 'x' })).toMatchObject({ ok: false, code: 'BAD_REQUEST' })
  })

  it("kills the leader's broker at a click, shows the election, and the broker's way back", async () => {
    expect(
      await call('createTopic', { topic: 'orders', partitions: 3, replicationFactor: 3, configs: {} }),
    ).toMatchObject({ ok: true })
    await row('orders-0').waitFor()
    const produced = { topic: 'orders', partition: 0, key: 'k', value: 'v', headers: {}, acks: -1, count: 50 }
    expect(await call('produce', produced)).toMatchObject({ ok: true, value: { baseOffset: 0 } })
    const leader = Number(await row('orders-0').locator('.cell.lead').getAttribute('data-replica'))
    const pid = processes().find(({ name }) => name === `broker-${leader}`)!.pid
    await picture('2-before-the-kill')
    await card(leader).locator('[data-action="SIGKILL"]').click()
    const confirm = page.locator('[data-testid="confirm"]')
    await Promise.race([confirm.waitFor(), stateOf(leader, 'Killed', 10_000)])
    if (await confirm.isVisible()) await confirm.click()
    await stateOf(leader, 'Killed', 5000)
    expect(isAlive(pid)).toBe(false)
    await picture('3-killed')
    const others = [1, 2, 3].filter((id) => id !== leader)
    await row('orders-0')
      .locator(others.map((id) => `.cell.lead[data-replica="${id}"]`).join(','))
      .waitFor({ timeout: 30_000 })
    await picture('4-elected')
    expect(await call('produce', produced)).toMatchObject({ ok: true, value: { baseOffset: 50 } })
    await card(leader).locator('[data-action="start"]').click()
    await stateOf(leader, 'RunningAsBroker', 60_000)
    await page.waitForFunction(
      ([name, id]) =>
        document.querySelector(`[data-partition="${name}"] .cell[data-replica="${id}"]:not(.offline):not(.dim)`) !==
        null,
      ['orders-0', leader] as const,
      { timeout: 30_000 },
    )
    await picture('5-back-in-sync')
    expect(await call('produce', produced)).toMatchObject({ ok: true, value: { baseOffset: 100 } })
  })

  it('asks for what a page chose, across the bridge: a log of the Compaction page opens', async () => {
    await page.locator('nav').getByText('Compaction').click()
    await page.locator('[data-action="practice-topic"]').click()
    await page.locator('[data-testid="sections"]').waitFor()
    await picture('6-compaction')
  })

  it('opens the data directory that is chosen in the system dialog or dropped on the page, and says what is none', async () => {
    const data = join(dir, 'broker-1', 'kafka-logs')
    const place = page.locator('main')
    const opened = page.locator('[data-row="root"]')
    await page.locator('nav').getByText('Inspector').click()
    // Stands in for the operating system's dialog alone: what it was asked and what it answers.
    await app.evaluate(({ dialog }, path) => {
      dialog.showOpenDialog = (async (_window: unknown, { properties }: { properties?: string[] }) => ({
        canceled: false,
        filePaths: properties?.includes('openDirectory') ? [path] : [],
      })) as unknown as typeof dialog.showOpenDialog
    }, data)
    await page.locator('[data-action="choose-folder"]').click()
    await opened.waitFor()
    await picture('7-folder-chosen')

    const cdp = await page.context().newCDPSession(page)
    const { x, y, width, height } = (await place.boundingBox())!
    const drop = async (path: string) => {
      const at = { x: x + width / 2, y: y + height / 2 }
      const data = { items: [], files: [path], dragOperationsMask: 1 }
      for (const type of ['dragEnter', 'dragOver', 'drop'] as const)
        await cdp.send('Input.dispatchDragEvent', { type, ...at, data })
    }
    const refused = (text: string) => place.getByRole('alert').getByText(text).waitFor()
    const plain = temporaryDirectory('desktop-no-data')
    await drop(plain)
    await refused(`${plain} is not a Kafka data directory: it is empty`)
    writeFileSync(join(plain, 'notes.txt'), '')
    await drop(join(plain, 'notes.txt'))
    await refused(`${plain}/notes.txt is a file: give its directory, ${plain}`)
    await drop(join(dir, 'broker-1'))
    await refused(`; try ${data}`)
    await picture('8-folder-refused')
    await drop(data)
    await opened.waitFor()
  })

  it('says in its menu what the page says, in the language that the page is switched to', async () => {
    const menu = () => app.evaluate(({ Menu }) => Menu.getApplicationMenu()?.items.map(({ label }) => label))
    expect(await menu()).toEqual(['Lab', 'Edit', 'View', 'Window'])
    await page.locator('nav').getByRole('button', { name: '한국어' }).click()
    await expect.poll(menu, { timeout: 10_000 }).toEqual(['랩', '편집', '보기', '창'])
  })

  // Playwright waits for a navigation that was refused: nothing that it locates may come after this.
  it('stays on its page, in one window', async () => {
    const url = page.url()
    await page.evaluate(() => {
      location.href = 'https://example.com/'
    })
    expect(await page.evaluate(() => globalThis.open('https://example.com/') === null)).toBe(true)
    expect(page.url()).toBe(url)
    expect(app.windows()).toHaveLength(1)
  })

  it('stops the lab in order when it is closed, and leaves nothing running', async () => {
    const running = processes()
    expect(running).toHaveLength(4)
    const closed = new Promise((resolve) => app.process().once('exit', resolve))
    const title = await app.evaluate(({ app, BrowserWindow }) => {
      app.quit()
      return BrowserWindow.getAllWindows()[0]?.getTitle()
    })
    expect(title).toBe('Highwater: 랩을 멈추는 중')
    expect(await closed).toBe(0)
    expect(running.filter(({ pid }) => isAlive(pid))).toEqual([])
    expect(processes()).toEqual([])
  })
})
