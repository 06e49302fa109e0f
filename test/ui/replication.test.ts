import type { Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { type PageOptions, seen } from './page-errors'
import { windowUnderTest } from './window-under-test'

const windowPage = windowUnderTest()
const onPage = (recording: string, check: (page: Page) => Promise<void>, options: PageOptions = {}) =>
  windowPage(recording, '/replication?partition=steps-0', check, options)

const lane = (page: Page, broker: number) => page.locator(`[data-lane="${broker}"]`)
const cells = (page: Page, index: number) => page.locator('svg[aria-label^="High watermark"]').nth(index)

describe('replication', () => {
  for (const options of [{}, { dark: true }, { width: 1280, height: 720 }])
    it(`two followers held: lanes, marks, files, space-time ${JSON.stringify(options)}`, () =>
      onPage(
        'replication',
        async (page) => {
          expect(await seen(lane(page, 1))).toMatch(/Leader[\s\S]*HW = min\(11,10,8\) = 8/)
          expect(await seen(lane(page, 2))).toMatch(/Held[\s\S]*next fetch: offset 11/)
          expect(await seen(lane(page, 3))).toMatch(/Held[\s\S]*next fetch: offset 9/)
          const third = cells(page, 2)
          await third.waitFor()
          expect(await third.getAttribute('aria-label')).toBe('High watermark 7, log end offset 9')
          const offsets = (committed: boolean) =>
            third
              .locator(`[data-committed=${committed}]`)
              .evaluateAll((all) => all.map((cell) => cell.getAttribute('data-offset')))
          expect((await offsets(true)).at(-1)).toBe('6')
          expect(await offsets(false)).toEqual(['7', '8'])
          const file = page.locator('[data-checkpoint="1"]')
          expect(await seen(file.locator('[data-value=file]'))).toBe('7')
          expect(await seen(file.locator('[data-value=memory]'))).toBe('8')
          expect(await seen(file)).toMatch(/73 ?74 ?65 ?70 ?73|7374657073/)
          expect(await seen(file)).toContain('file is 1 behind')
          expect(await seen(page.locator('[data-epochs="1,2,3"]'))).toMatch(/from 0[\s\S]*from 4[\s\S]*from 7/)
          expect(await page.locator('[data-arrow="fetch request"]').count()).toBe(3)
          expect(await page.locator('[data-mark=highWatermarkMoved]').count()).toBe(2)
          expect(await seen(page.locator('[data-talk="3"]'))).toMatch(
            /fetch offset 8[\s\S]*record 8, HW 7[\s\S]*next: offset 9/,
          )
        },
        options,
      ))

  it('pointing at an arrow tells the four moments; the table has the same messages', () =>
    onPage('replication', async (page) => {
      await page.locator('[data-arrow="fetch response"]').last().dispatchEvent('pointerenter')
      expect(await seen(page.locator('[data-testid=pointed]'))).toMatch(/fetch 10: sent .*, arrived .*10, HW 8: sent/)
      await page.getByRole('button', { name: 'Table' }).click()
      expect(await seen(page.locator('section[aria-label="Space-time"] tbody tr').first())).toMatch(
        /fetch 10\s+10, HW 8/,
      )
    }))

  it('a key steps a follower, and what came to no end is said', () =>
    onPage('replication', async (page) => {
      await lane(page, 3).waitFor()
      await page.keyboard.press('3')
      expect(await seen(page.locator('[role=status], [role=alert]').filter({ hasText: 'Nothing came' }))).toContain(
        'broker 3 has no leader to ask',
      )
    }))

  it('a controller that has decided nothing cannot be stepped, and the button says why', () =>
    onPage('controllerHeld', async (page) => {
      const button = page.locator('[data-action=step-controller]')
      expect(await button.isDisabled()).toBe(true)
      expect(await button.getAttribute('title')).toMatch(/has decided nothing/)
      const describedBy = await button.getAttribute('aria-describedby')
      expect(await seen(page.locator(`#${describedBy}`))).toMatch(
        /has decided nothing.*what it then decides stops here/,
      )
    }))

  it('a step that nothing came for yet says that it waits, and can be taken back', () =>
    onPage('stepWaits', async (page) => {
      await page.locator('[data-action=step-2]').click()
      expect(await seen(lane(page, 2))).toMatch(/next fetch.*10 s[\s\S]*Stop waiting/)
      expect(await page.locator('[data-action=give-up-2]').isEnabled()).toBe(true)
      expect(await page.locator('[data-action=run-2]').isEnabled()).toBe(true)
    }))

  it('says that it connects, and not that there is no topic, before anything was told', () =>
    onPage('connecting', async (page) => {
      expect(await seen(page.locator('.skeleton'))).toContain('Connecting to the lab')
      expect(await page.getByText('No topic yet').count()).toBe(0)
    }))

  it('in Korean where that is the reader’s language, and switched at once', () =>
    onPage(
      'replication',
      async (page) => {
        expect(await seen(lane(page, 3))).toMatch(/팔로워[\s\S]*붙잡힘[\s\S]*다음 페치: 오프셋 9/)
        expect(await page.evaluate(() => document.documentElement.lang)).toBe('ko')
        await page.getByRole('button', { name: 'English' }).click()
        expect(await seen(lane(page, 3))).toMatch(/Follower[\s\S]*Held/)
        await page.getByRole('button', { name: '한국어' }).click()
        expect(await seen(lane(page, 3))).toContain('팔로워')
      },
      { locale: 'ko-KR' },
    ))

  it('a dead broker keeps its lane as its files say; what was cut is drawn dotted', () =>
    onPage('failedOver', async (page) => {
      expect(await seen(lane(page, 1))).toMatch(/Not running[\s\S]*as its files say[\s\S]*Start, held/)
      expect(await seen(lane(page, 2))).toMatch(/Leader/)
      expect(await page.locator('[data-cut]').count()).toBe(2)
    }))
})
