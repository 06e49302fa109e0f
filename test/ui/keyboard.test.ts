import type { Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { seen } from './page-errors'
import { windowUnderTest } from './window-under-test'

const windowPage = windowUnderTest()
const onPage = (hash: string, check: (page: Page) => Promise<void>) =>
  windowPage('healthy', hash, async (page) => {
    await page.waitForSelector('text=All in sync')
    await check(page)
  })

const focused = (page: Page) =>
  page.evaluate(
    () => document.activeElement?.getAttribute('data-action') ?? document.activeElement?.textContent?.trim(),
  )

describe('keys', () => {
  it('g and a letter go to a page', () =>
    onPage('/', async (page) => {
      for (const [key, name] of [
        ['d', 'Disk'],
        ['g', 'Groups'],
        ['t', 'Timeline'],
        ['l', 'Logs'],
        ['o', 'Topics'],
        ['c', 'Cluster'],
        // Its field takes the focus: the last one.
        ['k', 'Console'],
      ] as const) {
        await page.keyboard.press('g')
        await page.keyboard.press(key)
        await page.waitForSelector(`h1:text-is("${name}")`)
      }
    }))

  it('? shows the keys, Esc closes them', () =>
    onPage('/', async (page) => {
      await page.keyboard.press('?')
      await page.waitForSelector('dialog[open]')
      await page.keyboard.press('Escape')
      await page.waitForSelector('dialog', { state: 'detached' })
    }))

  it('Ctrl K finds a topic, a partition, a broker; Enter goes there, also from the page itself', () =>
    onPage('/', async (page) => {
      for (const [text, title, shown] of [
        ['paym', 'Topics', 'section[aria-label=payments]'],
        ['sessions', 'Topics', 'section[aria-label=sessions]'],
        ['orders-2', 'Disk', '[role=tree]'],
      ] as const) {
        await page.keyboard.press('Control+k')
        await page.keyboard.type(text)
        await page.waitForSelector('[role=option][aria-selected=true]')
        await page.keyboard.press('Enter')
        await page.waitForSelector(`h1:text-is("${title}")`)
        await page.waitForSelector(shown)
        await page.waitForSelector('dialog', { state: 'detached' })
      }
      await page.keyboard.press('Control+k')
      await page.keyboard.type('nothing of that name')
      expect(await page.locator('[role=option]').count()).toBe(0)
      await page.keyboard.press('Escape')
      await page.waitForSelector('dialog', { state: 'detached' })
    }))

  it('single keys are letters while a field has the focus', () =>
    onPage('/', async (page) => {
      await page.getByLabel('Filter by name').focus()
      await page.keyboard.type('?gd')
      expect(await page.getByLabel('Filter by name').inputValue()).toBe('?gd')
      expect(await page.locator('dialog[open]').count()).toBe(0)
      expect(await seen(page.locator('h1'))).toBe('Cluster')
    }))

  it('Space holds the view and lets it go on', () =>
    onPage('/', async (page) => {
      await page.keyboard.press('Space')
      await page.waitForSelector('text=View held')
      await page.keyboard.press('Space')
      await page.waitForSelector('footer.time >> text=Live')
    }))

  it('a button shows its exact command before it runs', () =>
    onPage('/', async (page) => {
      const card = page.locator('[data-broker="2"]')
      for (const [action, command] of [
        ['SIGTERM', 'kill -TERM 4242'],
        ['SIGKILL', 'kill -9 4242'],
        ['SIGSTOP', 'kill -STOP 4242'],
        ['restart', 'kill -TERM 4242 && kafka-server-start.sh'],
      ] as const) {
        await card.locator(`[data-action=${action}]`).focus()
        expect(await seen(card.getByTestId('command'))).toContain(command)
      }
      await page.keyboard.press('Tab')
      expect(await focused(page)).toBe('config')
    }))

  it('killing the controller asks first, and Esc takes it back', () =>
    onPage('/', async (page) => {
      await page.locator('[data-broker="1"] [data-action=SIGKILL]').click()
      const dialog = page.locator('dialog[open]')
      expect(await seen(dialog)).toMatch(/kill -9 the controller\?[\s\S]*kill -9 4241/)
      await page.keyboard.press('Escape')
      await page.waitForSelector('dialog', { state: 'detached' })
    }))

  it('the last in-sync replica is named before it ends', () =>
    onPage('/', async (page) => {
      await page.locator('[data-broker="2"] [data-action=SIGKILL]').click()
      expect(await seen(page.locator('dialog[open]'))).toContain('sessions-0')
      await page.locator('[data-testid=confirm]').click()
      await page.waitForSelector('dialog', { state: 'detached' })
    }))

  it('arrows move in the matrix, which is one tab stop', () =>
    onPage('/', async (page) => {
      await page.locator('section.matrix .list').focus()
      await page.keyboard.press('ArrowDown')
      await page.keyboard.press('ArrowRight')
      expect(await page.locator('section.matrix .active').count()).toBe(1)
      await page.keyboard.press('End')
      const last = page.locator('section.matrix [role=row]').last()
      expect(await last.locator('.active').count()).toBe(1)
    }))

  it('arrows open and close the directory tree', () =>
    onPage('/disk', async (page) => {
      await page.waitForSelector('[role=treeitem][data-path$="/orders-0"]')
      await page.locator('[role=tree] .list').focus()
      await page.keyboard.press('ArrowLeft')
      await page.waitForSelector('[data-path$="/orders-0"]', { state: 'detached' })
      await page.keyboard.press('ArrowRight')
      await page.waitForSelector('[data-path$="/orders-0"]')
    }))
})

describe('copying', () => {
  it('an offset gives plain digits', () =>
    onPage('/', async (page) => {
      const copied = await page.evaluate(() => {
        const cell = document.querySelector('[data-partition="orders-0"] [data-replica="2"] [data-value=leo]')!
        const range = document.createRange()
        range.selectNodeContents(cell)
        const selection = window.getSelection()!
        selection.removeAllRanges()
        selection.addRange(range)
        return selection.toString()
      })
      expect(copied).toBe('18204334')
    }))
})

describe('pages', () => {
  it('disk shows marks with their cause, both sizes, disk beside memory', () =>
    onPage('/disk?broker=1&partition=orders-0', async (page) => {
      const tree = page.locator('[role=tree]')
      await tree.locator('text=18190000.index').waitFor()
      const row = tree.locator('[role=treeitem]', { hasText: '18190000.index' })
      expect(await seen(row)).toMatch(/roll[\s\S]*10\.0 MiB[\s\S]*8\.0 KiB/)
      const table = page.locator('section', { hasText: 'Checkpoint files against memory' }).last()
      expect(await seen(table)).toMatch(/5805 behind, next in 2\.3 s/)
      await table.getByRole('button', { name: 'Raw' }).click()
      expect(await seen(table)).toContain('orders 0 18204330')
      expect(await seen(table)).toContain('line 2 says 59 entries')
    }))

  it('logs find, count and step through matches', () =>
    onPage('/logs?source=broker-1', async (page) => {
      await page.getByLabel('Search in the whole log').fill('line 1 of')
      await page.waitForSelector('text=300 matches')
      await page.locator('[data-action=next-match]').click()
      await page.waitForSelector('.line.current mark')
      await page.locator('select').selectOption('ERROR')
      expect(await seen(page.locator('.line[data-line]').first())).toContain('ERROR')
    }))

  it('timeline filters by source and kind', () =>
    onPage('/timeline', async (page) => {
      await page.locator('[data-source="2"]').click()
      await page.waitForSelector('[data-kind=processPaused]')
      expect(await page.locator('[data-kind=segmentRolled]').count()).toBe(0)
      await page.locator('[data-group=process]').click()
      await page.waitForSelector('text=Nothing matches')
    }))

  it('a topic is not created without a name, and its command is shown', () =>
    onPage('/topics?create=1', async (page) => {
      await page.locator('form button[type=submit]').click()
      await page.waitForSelector('text=A topic needs a name.')
      await page.locator('[name=topic]').fill('pay ments')
      await page.waitForSelector('text=letters, digits, dots')
      await page.locator('[name=topic]').fill('payments')
      expect(await seen(page.locator('form').getByTestId('command'))).toContain(
        '--create --topic payments --partitions 3 --replication-factor 3',
      )
    }))

  it('deleting a topic asks first', () =>
    onPage('/topics?topic=orders', async (page) => {
      await page.locator('[data-action=delete]').click()
      expect(await seen(page.locator('dialog[open]'))).toMatch(
        /Delete orders\?[\s\S]*kafka-topics\.sh .*--delete --topic orders/,
      )
      await page.keyboard.press('Escape')
    }))

  it('server.properties: check, diff, save, restart offered', () =>
    onPage('/', async (page) => {
      await page.locator('[data-broker="1"] [data-action=config]').click()
      await page.locator('[data-testid=properties]').fill('num.partitions=3\n')
      await page.waitForSelector('[data-testid=diff]')
      expect(await seen(page.locator('[data-testid=diff]'))).toMatch(/num\.partitions[\s\S]*needs restart/)
      await page.locator('[data-action=save-properties]').click()
      await page.waitForSelector('[data-action=restart-after-save]')
    }))
})
