import type { Page } from 'playwright-core'
import { expect, it } from 'vitest'
import { seen } from './page-errors'
import { openedExercise } from './sample-exercises'
import { windowUnderTest } from './window-under-test'

const windowPage = windowUnderTest()
const onPage = (locale: string, check: (page: Page) => Promise<void>) =>
  windowPage('exercises', '/exercises', check, { locale })

const words = {
  'en-US': {
    passed: '3 of 21 passed',
    hint: 'A hint',
    solution: 'Show the solution',
    doIt: 'Do it',
    verdicts: ['Pass', 'Fail', 'Not yet'],
    counts: 'pass 3 · not yet 8 · fail 1',
    later: 'after step 4',
    left: 'up to 9 s more',
    comment: '# hold: broker 2 sends its next fetch',
    toWatch: 'watch in this step: LEO',
    evidence: ['broker 1 reports 1', 'steps 0 1'],
  },
  'ko-KR': {
    passed: '21개 중 3개 통과',
    hint: '힌트 보기',
    solution: '풀이 보기',
    doIt: '실행하기',
    verdicts: ['통과', '실패', '아직'],
    counts: '통과 3 · 아직 8 · 실패 1',
    later: '4단계 뒤',
    left: '최대 9초 더',
    comment: '# 붙잡기: 브로커 2의 다음 페치',
    toWatch: '이번 단계에서 볼 것: LEO',
    evidence: ['브로커 1이 1이라고 보고합니다', 'steps 0 1 줄을 읽었습니다'],
  },
}

it.each(['en-US', 'ko-KR'] as const)(
  'from the list to a step: what is known, what is asked, and nothing before its time (%s)',
  (locale) =>
    onPage(locale, async (page) => {
      const said = words[locale]
      /** The marked cells, each with the broker of its lane. */
      const watched = () =>
        page.locator('.picture .grid [data-watched]').evaluateAll((all) =>
          all.map((cell) => {
            const lane = cell.closest('[data-cells], [data-lane]')
            const broker = lane?.getAttribute('data-cells') ?? lane?.getAttribute('data-lane')
            return `${broker} ${cell.getAttribute('data-watched')}`
          }),
        )
      const button = (name: string) => page.getByRole('button', { name, exact: true })
      expect(await seen(page.getByText(said.passed))).toBe(said.passed)
      await page.locator('ol li a').nth(20).waitFor()
      expect(await page.locator('ol li a').count()).toBe(21)
      expect(await page.locator('ol .progress.passed').count()).toBe(3)
      await page.locator(`a[href*="${openedExercise.id}"]`).click()

      const check = (id: string) => page.locator(`[data-check="${id}"]`)
      expect(await seen(page.locator('[role=status]').getByText(said.counts))).toBe(said.counts)
      const [holds, failed, open] = ['leader-end', 'not-committed', 'copied-2'].map(check)
      for (const [at, row] of [holds!, failed!, open!].entries())
        expect(await seen(row.locator('.verdict'))).toContain(said.verdicts[at])
      expect(await seen(open!.locator('.verdict'))).toContain(said.left)
      expect(await seen(check('known-2').locator('.verdict'))).toContain(said.later)
      expect(await failed!.locator('td.live').allInnerTexts()).toEqual(['1', '0'])
      expect(await seen(holds!.locator('.evidence'))).toBe(said.evidence[0])
      expect(await seen(failed!.locator('.evidence'))).toContain('replication-offset-checkpoint:3')
      expect(await seen(failed!.locator('.evidence'))).toContain(said.evidence[1])

      // The step is done and one of its checks is still read: its cells are marked, and no other.
      await page.locator('[data-cells="3"]').waitFor()
      expect(await watched()).toEqual(['2 logEndOffset', '3 logEndOffset'])
      expect(await page.locator('[data-cells="2"]').getAttribute('aria-label')).toContain(said.toWatch)
      expect(await page.locator('[data-cells="1"]').getAttribute('aria-label')).not.toContain(said.toWatch)

      const shown = () =>
        page.locator('[data-hint]').evaluateAll((all) => all.map((each) => each.getAttribute('data-hint')))
      expect(await shown()).toEqual([])
      await button(said.hint).click()
      expect(await shown()).toEqual(['1'])
      const language = locale === 'ko-KR' ? 'ko' : 'en'
      const hints = openedExercise.hints.map((hint) => hint[language])
      const solution = openedExercise.solution[language]
      expect(await seen(page.locator('[data-hint="1"]'))).toContain(hints[0])
      await page.locator('.hints .btn').first().click()
      expect(await shown()).toEqual(['1', '2'])
      expect(await seen(page.locator('[data-hint="2"]'))).toContain(hints[1])
      expect(await page.getByText(solution).count()).toBe(0)
      await button(said.solution).click()
      expect(await seen(page.locator('[data-solution]'))).toContain(solution)

      const step = (id: string) => page.locator(`[data-step="${id}"]`)
      expect(await seen(step('hold').locator('.comment code'))).toBe(said.comment)
      expect(await step('second-fetch-2').locator('code').innerText()).toBe('highwater gate step')
      expect(await step('second-fetch-3').locator('code').count()).toBe(0)
      expect(await button(said.doIt).isDisabled()).toBe(true)
      const option = page.locator('.predict .option').first()
      expect(await option.getAttribute('aria-pressed')).toBe('false')
      await option.click()
      await page.locator('.predict .option[aria-pressed=true]').waitFor()
      expect(await seen(open!.locator('.verdict'))).toBe(said.verdicts[0])
      expect(await watched()).toEqual(['1 acknowledged'])
      await button(said.doIt).click()
      await step('second-fetch-3').locator('code').waitFor()
      expect(await watched()).toEqual(['1 highWatermark', '3 highWatermark'])
      expect(await seen(step('second-fetch-2').locator('.look'))).toContain(openedExercise.steps[3]!.look[language])
    }),
)
