import type { Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { type PageOptions, seen } from './page-errors'
import { recordings } from './recordings'
import { damagedAnswers, size } from './sample-inspector'
import { serveWindow } from './window-server'
import { windowUnderTest } from './window-under-test'

const windowPage = windowUnderTest(async () => {
  const healthy = recordings.healthy!
  return serveWindow({ damaged: { ...healthy, answers: { ...healthy.answers, ...(await damagedAnswers()) } }, healthy })
})
const onPage = (recording: string, check: (page: Page) => Promise<void>, options: PageOptions = {}) =>
  windowPage(recording, '/inspector', check, options)

const openOrders = async (page: Page) => {
  await page.locator('[data-open]').first().click()
  await page.locator('[role=tree] .list').focus()
  for (const key of ['ArrowDown', 'ArrowRight', 'ArrowDown', 'Enter']) await page.keyboard.press(key)
  await page.waitForSelector('[data-segment="0"]')
}

describe('the Inspector', () => {
  it("offers the lab's own directories, and says why one cannot be opened", () =>
    onPage('healthy', async (page) => {
      expect(await page.locator('[data-action=open]').isDisabled()).toBe(true)
      await page.fill('[name=path]', '/data/kafka logs')
      expect(await seen(page.locator('[data-testid=command]'))).toContain("highwater inspect '/data/kafka logs'")
      await page.click('[data-action=open]')
      expect(await seen(page.locator('[role=alert]'))).toMatch(/Not opened[\s\S]*no lab behind it/)
    }))

  it('from the tree by keys to the segments, the damage explained, and its bytes with both CRCs', () =>
    onPage('damaged', async (page) => {
      await openOrders(page)
      expect(await seen(page.locator('[data-segment="0"] [data-value=records]'))).toBe('12')
      await page.getByRole('button', { name: 'Problems (1)' }).click()
      expect(await seen(page.locator('[data-problem=crcMismatch]'))).toMatch(
        /at byte \d+:[\s\S]*offsets 3 to 5[\s\S]*a bit changed[\s\S]*Kafka:/,
      )
      await page.locator('[data-action=show-problem]').click()
      await page.waitForSelector(`[data-position="${size}"].selected`)
      expect(await seen(page.locator(`[data-position="${size}"]`))).toContain('wrong')
      expect(await seen(page.locator('[data-record="4"]'))).toContain('k4')
      await page.getByRole('group', { name: 'Show' }).getByRole('button', { name: 'Bytes' }).click()
      const crc = await seen(page.locator('[data-testid=bad-crc]'))
      expect(crc).toMatch(/CRC is wrong[\s\S]*stored \d+[\s\S]*computed \d+/)
      await page.locator('[data-field=baseOffset]').click()
      await page.locator('[data-testid=hex] .list').focus()
      for (let step = 0; step < 17; step++) await page.keyboard.press('ArrowRight')
      expect(await page.locator('.field-row.chosen').getAttribute('data-field')).toBe('crc')
      await page.locator('[data-testid=batches] .list').focus()
      await page.keyboard.press('ArrowDown')
      await page.waitForSelector(`[data-position="${2 * size}"].selected`)
    }))

  it('explains the damage in Korean where the page is', () =>
    onPage(
      'damaged',
      async (page) => {
        await openOrders(page)
        await page.getByRole('button', { name: '문제 (1)' }).click()
        const told = await seen(page.locator('[data-problem=crcMismatch]'))
        expect(told).toMatch(/오프셋 3~5의 배치\(\d+바이트\)[\s\S]*비트가 바뀌었습니다[\s\S]*로그 클리너는/)
      },
      { locale: 'ko-KR' },
    ))

  it('jumps, the index against the log, the small files and what leaves the page as a file', () =>
    onPage(
      'damaged',
      async (page) => {
        await openOrders(page)
        await page.locator('[data-segment="0"] button').first().click()
        await page.fill('[name=jump]', '4')
        await page.click('[data-action=jump]')
        await page.waitForSelector(`[data-position="${size}"].selected`)
        await page.getByRole('button', { name: 'Index', exact: true }).click()
        expect(await page.locator('[data-entry]').count()).toBe(2)
        expect(await page.locator('svg[role=img] path[stroke]').count()).toBeGreaterThan(1)
        await page.getByRole('button', { name: 'Files', exact: true }).click()
        const download = page.waitForEvent('download')
        await page.locator('[data-export=csv]').click()
        expect((await download).suggestedFilename()).toBe('files.csv')
        await page.locator('[data-file=leader-epoch-checkpoint] button').click()
        await page.locator('[data-field=startOffset]').click()
        expect(await seen(page.locator('.tip'))).toMatch(/^startOffset 0/)
      },
      { dark: true, width: 1280, height: 720 },
    ))
})
