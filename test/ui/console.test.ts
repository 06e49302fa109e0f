import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import type { LabFunctions } from '../../electron/host/api/functions'
import { Consoles } from '../../electron/host/console/consoles'
import type { LabHost } from '../../electron/host/host'
import { serveDashboard } from '../../electron/host/server/dashboard-server'
import { stoppedLab } from '../helpers/stopped-lab'
import { temporaryDirectory } from '../helpers/temp'
import { type PageOptions, seen } from './page-errors'
import { recordings } from './recordings'
import { builtRenderer, type WindowServer } from './window-server'
import { windowUnderTest } from './window-under-test'

/** The picture of a recording, and real consoles over real files: commands that need a running broker are another test's. */
function hostOf(): LabHost {
  const lab = stoppedLab(join(temporaryDirectory('ui-console'), 'lab'))
  const [first] = recordings.healthy!.steps
  const update = first && 'update' in first ? first.update : undefined
  const connect = () => {
    const consoles = new Consoles(lab)
    let told = false
    const pull: LabFunctions['pull'] = () => {
      if (told || !update) return new Promise(() => undefined)
      told = true
      return Promise.resolve({ ...update, nowMs: Date.now() })
    }
    return { functions: { pull, ...consoles.functions() } as unknown as LabFunctions, close: () => consoles.close() }
  }
  return { connect } as unknown as LabHost
}

async function serveConsole(): Promise<WindowServer> {
  const { url, close } = await serveDashboard({ host: hostOf(), files: builtRenderer(), port: 0 })
  const { origin } = new URL(url)
  return { origins: [origin, origin.replace('http', 'ws')], page: () => url, close }
}

const windowPage = windowUnderTest(serveConsole)
const onPage = (hash: string, check: (page: Page) => Promise<void>, options: PageOptions = {}) =>
  windowPage(
    'healthy',
    hash,
    async (page) => {
      // Not its health: the recorded moment may be long ago by the clock of this machine.
      await page.locator('header.top').getByText('Running').first().waitFor()
      await check(page)
    },
    options,
  )

const field = (page: Page) => page.locator('[data-testid=console-input]')
const screen = (page: Page) => page.locator('[role=log]')
const shows = (page: Page, text: string) => page.locator('[role=log] pre', { hasText: text }).last().waitFor()
async function type(page: Page, line: string) {
  await field(page).fill(line)
  await page.keyboard.press('Enter')
}

describe('the console', () => {
  it('runs lines, keeps them, completes them, and has one prompt a broker', () =>
    onPage('/console', async (page) => {
      await type(page, 'cat replication-offset-checkpoint')
      await shows(page, 't 0 1')
      await type(page, 'kafka-topics.sh --nope')
      await shows(page, 'nope is not a recognized option')
      await page.waitForSelector('text=exit code 1')
      await page.keyboard.press('ArrowUp')
      await page.keyboard.press('ArrowUp')
      expect(await field(page).inputValue()).toBe('cat replication-offset-checkpoint')
      await page.keyboard.press('ArrowDown')
      await page.keyboard.press('ArrowDown')
      expect(await field(page).inputValue()).toBe('')

      await field(page).fill('cat rep')
      await page.keyboard.press('Tab')
      await page.waitForFunction(() => document.querySelector('input')?.value === 'cat replication-offset-checkpoint ')
      await page.locator('[data-action=console-3]').click()
      expect(await seen(screen(page))).toContain('A terminal on broker 3')
      await type(page, 'cat replication-offset-checkpoint')
      await shows(page, 't 0 3')
      await page.locator('[data-action=console-1]').click()
      await shows(page, 't 0 1')
      expect(await field(page).inputValue()).toBe('cat replication-offset-checkpoint ')
    }))

  it('hands typed lines to a command that reads, and ends it with Ctrl D or Ctrl C', () =>
    onPage('/console', async (page) => {
      await type(page, 'cat')
      await page.waitForSelector('[data-action=interrupt]:not([disabled])')
      await type(page, 'message1')
      await shows(page, 'message1')
      await page.keyboard.press('Control+d')
      await page.waitForSelector('[data-action=interrupt][disabled]')
      await type(page, 'cat')
      await page.waitForSelector('[data-action=interrupt]:not([disabled])')
      await page.keyboard.press('Control+c')
      await page.waitForSelector('text=exit code 130')
    }))

  it('opens below any page with a key, and closes with Esc', () =>
    onPage(
      '/',
      async (page) => {
        await page.keyboard.press('`')
        await page.waitForSelector('[data-testid=console-drawer]')
        await type(page, 'pwd')
        await shows(page, '/data/kafka-logs')
        // A field has the focus: the key is a character there.
        await page.keyboard.press('`')
        expect(await field(page).inputValue()).toBe('`')
        await page.keyboard.press('Escape')
        await page.waitForSelector('[data-testid=console-drawer]', { state: 'detached' })
      },
      { dark: true, width: 1280, height: 720 },
    ))
})
