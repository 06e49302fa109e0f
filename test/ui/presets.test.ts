import type { Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { presetSettings } from '../../electron/host/cluster/presets'
import { seen } from './page-errors'
import { windowUnderTest } from './window-under-test'

const PAGE = '/replication?partition=steps-0'
const onPage = windowUnderTest()

/** Key, Kafka's default, value: as the page shows them. */
const rows = (page: Page) =>
  page
    .locator('[data-setting]')
    .evaluateAll((all) => all.map((row) => [...row.querySelectorAll('td')].map((cell) => cell.textContent)))
const stepping = presetSettings('stepping').map(({ key, kafkaDefault, value }) => [key, kafkaDefault, value])
const select = (page: Page) => page.locator('select[name=preset]')

const words = {
  'en-US': {
    action: 'Change and restart',
    heads: ["Kafka's default", 'Here'],
    chip: "9 settings differ from Kafka's defaults",
  },
  'ko-KR': { action: '바꾸고 재시작', heads: ['카프카 기본값', '이 랩'], chip: '카프카 기본값과 다른 설정 9개' },
}

describe('presets for stepping', () => {
  it.each(['en-US', 'ko-KR'] as const)('before: what will change, with Kafka’s own defaults beside (%s)', (locale) =>
    onPage(
      'presets',
      PAGE,
      async (page) => {
        expect(await select(page).inputValue()).toBe('desk')
        expect(await seen(page.locator('[data-action=changed-defaults]'))).toContain('1')
        await select(page).selectOption('stepping')
        const dialog = page.getByRole('dialog')
        await dialog.locator('[data-setting]').first().waitFor()
        expect(await rows(page)).toEqual(stepping)
        expect(await seen(dialog)).toContain('highwater up --preset stepping')
        for (const head of words[locale].heads)
          expect(await dialog.getByRole('columnheader', { name: head }).count()).toBe(1)
        // Nothing is changed before the answer.
        expect(await select(page).inputValue()).toBe('desk')
        await dialog.getByRole('button', { name: words[locale].action }).click()
        await dialog.waitFor({ state: 'detached' })
        expect((await page.locator('[role=alert]').allInnerTexts()).filter(Boolean)).toEqual([])
      },
      { locale },
    ),
  )

  it.each(['en-US', 'ko-KR'] as const)(
    'after: the lab says what it is made for, and which timers it has (%s)',
    (locale) =>
      onPage(
        'steppingLab',
        PAGE,
        async (page) => {
          const chip = page.locator('[data-action=changed-defaults]')
          expect(await seen(chip)).toBe(words[locale].chip)
          expect(await select(page).inputValue()).toBe('stepping')
          await chip.click()
          await page.locator('[data-setting]').first().waitFor()
          expect(await rows(page)).toEqual(stepping)
        },
        { locale, dark: true },
      ),
  )
})
