import type { Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { seen } from './page-errors'
import { windowUnderTest } from './window-under-test'

const onPage = windowUnderTest()

const text = (page: Page, selector: string) => seen(page.locator(selector).first())

describe('states of the cluster', () => {
  it('healthy: one quiet line, an empty out-of-sync column, the leader underlined in replica order', () =>
    onPage('healthy', '/', async (page) => {
      await page.waitForSelector('[data-partition="orders-0"]')
      expect(await text(page, '[data-level]')).toContain('All in sync')
      expect(await page.locator('[data-broker] [data-action=start]').count()).toBe(0)
      const row = page.locator('[data-partition="orders-0"]')
      expect((await seen(row.locator('[role=gridcell]').last())).trim()).toBe('')
      expect((await seen(row.locator('.chips'))).replace(/\s/g, '')).toBe('231')
      expect(await seen(row.locator('.chips .leader'))).toBe('2')
      expect(await seen(row.locator('[data-replica="1"]'))).toContain('lag 3')
    }))

  it('a broker killed: its words, its dashed badge, what a start will do, last known offsets', () =>
    onPage('killed', '/', async (page) => {
      await page.waitForSelector('[data-broker="2"][data-state=Killed]')
      const card = await text(page, '[data-broker="2"]')
      expect(card).toContain('Killed (signal 9)')
      expect(card).toContain('No clean marker: start recovers 9 logs')
      expect(await page.locator('[data-broker="2"] [data-action=start]').count()).toBe(1)
      const cell = page.locator('[data-partition="orders-0"] [data-replica="2"]')
      expect(await seen(cell)).toContain('Offline')
      expect(await seen(cell)).toContain('last known')
      expect(await seen(page.locator('[data-partition="orders-0"]'))).toContain('+1')
    }))

  it('leaderless and under-replicated: counted, reasons in order of weight, a filter away', () =>
    onPage('killed', '/', async (page) => {
      await page.waitForSelector('[data-broker="2"][data-state=Killed]')
      const strip = await text(page, '[data-level]')
      expect(strip).toContain('Degraded')
      expect(strip.indexOf('Leaderless')).toBeLessThan(strip.indexOf('Under-replicated'))
      expect(await text(page, '[data-partition="sessions-0"]')).toContain('leaderless')
      await page.getByRole('button', { name: 'Leaderless' }).click()
      await page.waitForSelector('[data-partition="sessions-0"]')
      expect(await page.locator('[data-partition="payments-0"]').count()).toBe(0)
    }))

  it('coordination server down: said in the strip and in its own bar, leaders still shown', () =>
    onPage('coordinationDown', '/', async (page) => {
      await page.waitForSelector('section.bar[data-state=Killed]')
      expect(await text(page, '[data-level]')).toContain('Coordination server down')
      expect(await text(page, '[data-partition="orders-0"] [data-replica="2"]')).toContain('Leader')
      expect(await page.locator('section.bar [data-action=start]').count()).toBe(1)
    }))

  it('a silent broker: stale, with its age', () =>
    onPage('silentBroker', '/', async (page) => {
      await page.waitForSelector('[data-broker="3"].hatch')
      expect(await text(page, '[data-broker="3"]')).toContain('last seen 6.1 s ago')
      expect(await text(page, '[data-partition="orders-0"] [data-replica="3"]')).toContain('last known')
    }))

  it('recovery, waiting for the old session, paused, stopped: in Kafka’s words', () =>
    onPage('states', '/', async (page) => {
      await page.waitForSelector('[data-broker="4"]')
      expect(await text(page, '[data-broker="1"]')).toMatch(/Recovery[\s\S]*recovering log 31 of 56/)
      expect(await text(page, '[data-broker="2"]')).toContain('session of broker 2 expires in 11 s')
      expect(await text(page, '[data-broker="3"]')).toMatch(/Paused \(SIGSTOP\)[\s\S]*SIGCONT/)
      expect(await text(page, '[data-broker="4"]')).toMatch(/Not running[\s\S]*Exit code 0/)
    }))

  it('an empty lab says how to begin', () =>
    onPage('empty', '/', async (page) => {
      await page.waitForSelector('text=No topics yet')
      expect(await text(page, 'section.matrix')).toContain('kafka-topics.sh')
    }))

  it('before the first answer there are bars, not zeros', () =>
    onPage('connecting', '/', async (page) => {
      await page.waitForSelector('.skeleton')
      expect(await text(page, 'footer.time')).toContain('Connecting')
    }))
})

describe('a lost connection', () => {
  it('dims what is old, and says when it has resynchronised', () =>
    onPage(
      'reconnect',
      '/',
      async (page) => {
        await page.waitForSelector('text=Connection to the lab lost')
        await page.waitForSelector('[data-broker="1"].hatch')
        await page.waitForSelector('[data-level=warn] >> text=No report')
        await page.waitForSelector('text=/Reconnected, resynchronised at \\d\\d:\\d\\d:\\d\\d/')
        await page.waitForSelector('[data-broker="1"]:not(.hatch)')
      },
      { still: false },
    ))
})

describe('every page, both themes, both sizes', () => {
  const pages = ['/', '/disk?broker=1&partition=orders-0', '/topics', '/timeline', '/logs?source=broker-1']
  const sizes = [
    { width: 1440, height: 900, dark: false },
    { width: 1280, height: 720, dark: true },
  ]
  for (const hash of pages)
    for (const size of sizes)
      it(`${hash} at ${size.width} x ${size.height}`, () =>
        onPage(
          'healthy',
          hash,
          async (page) => {
            await page.waitForSelector('text=All in sync')
            await page.waitForTimeout(300) // answers of the recording, and one frame
            const theme = await page.evaluate(() => document.documentElement.dataset.theme)
            expect(theme).toBe(size.dark ? 'dark' : 'light')
          },
          size,
        ))
})
