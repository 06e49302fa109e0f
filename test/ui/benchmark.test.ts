import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { expect, it } from 'vitest'
import { type PageOptions, seen } from './page-errors'
import { pictures, windowUnderTest } from './window-under-test'

const windowPage = windowUnderTest()
const onPage = (recording: string, check: (page: Page) => Promise<void>, options: PageOptions = {}) =>
  windowPage(
    recording,
    '/benchmark',
    async (page) => {
      await check(page)
      if (pictures) await picturesOf(page, pictures, `${recording}-${options.locale ?? 'en'}`)
    },
    options,
  )

async function picturesOf(page: Page, folder: string, what: string) {
  for (const width of [1440, 1280])
    for (const dark of [false, true]) {
      await page.setViewportSize({ width, height: width === 1440 ? 900 : 720 })
      await page.emulateMedia({ colorScheme: dark ? 'dark' : 'light' })
      const name = `benchmark-${what}-${width}-${dark ? 'dark' : 'light'}.png`
      await page.screenshot({ path: join(folder, name) })
      const compared = page.locator('[data-card=compared]')
      if ((await compared.count()) === 0) continue
      await compared.scrollIntoViewIfNeeded()
      await page.screenshot({ path: join(folder, `compared-${name}`) })
      await page.locator('[data-card=running]').scrollIntoViewIfNeeded()
    }
}

/** Opaque colours of a chart. */
const coloursOf = (page: Page, name: string) =>
  page
    .locator(name)
    .first()
    .evaluate((element) => {
      const canvas = element as HTMLCanvasElement
      const { data } = canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height)
      const seen = new Set<string>()
      for (let at = 0; at < data.length; at += 4)
        if (data[at + 3] === 255) seen.add(`${data[at]},${data[at + 1]},${data[at + 2]}`)
      return [...seen]
    })

it.each([
  ['en-US', 'run 2 of 3', 'stopped early'],
  ['ko-KR', '3번 중 2번째', '일찍 멈춤'],
])('one under way with its curves, and finished ones over each other (%s)', (locale, position, early) =>
  onPage(
    'benchmark',
    async (page) => {
      const running = page.locator('[data-card=running]')
      expect(await seen(running)).toContain('Highwater, dirty ratio 0.5')
      expect(await seen(running)).toContain(position)
      expect(await running.locator('progress').getAttribute('value')).toBe('0.55')
      expect(await running.locator('tbody tr').count()).toBe(1)
      // --io-append of the light theme.
      expect(await coloursOf(page, '[data-card=running] canvas')).toContain('17,87,164')
      const compared = page.locator('[data-card=compared]')
      await compared.locator('tbody tr').nth(2).waitFor()
      expect(await compared.locator('tbody tr').count()).toBe(3)
      await page.locator('[data-benchmark=b1] input').check()
      await compared.locator('tbody tr').nth(5).waitFor()
      expect(await seen(compared.locator('tbody'))).toContain('Apache Kafka, cleaner off, ')
      expect(await seen(page.locator('[data-benchmark=b1]'))).toContain(early)
      expect(await page.locator('button[type=submit]').isDisabled()).toBe(true)
    },
    { locale },
  ),
)

it('the form: presets, its command line, what is wrong with it, and the start', () =>
  onPage('noBenchmark', async (page) => {
    expect(await seen(page.locator('[data-testid=command]'))).toContain('bench compaction')
    const start = page.locator('button[type=submit]')
    expect(await start.isDisabled()).toBe(false)
    await page.locator('input[name=ratios]').fill('half')
    expect(await seen(page.locator('form [role=alert]'))).toContain('from 0 to 1')
    expect(await start.isDisabled()).toBe(true)
    await page.getByRole('button', { name: 'Steady rate' }).click()
    await page.waitForFunction(() => document.querySelector<HTMLInputElement>('input[name=rate]')?.value === '5000')
    expect(await page.locator('input[name=ratios]').inputValue()).toBe('0.5, 0.1')
    expect(await start.isDisabled()).toBe(false)
    await page.getByRole('button', { name: 'Apache Kafka', exact: true }).click()
    expect(await seen(page.locator('form [role=alert]'))).toContain('--kafka-home')
    expect(await start.isDisabled()).toBe(true)
  }))
