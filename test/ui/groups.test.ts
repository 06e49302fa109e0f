import type { Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { seen } from './page-errors'
import { windowUnderTest } from './window-under-test'

const onPage = windowUnderTest()

const STABLE = '/groups?group=billing'
const EMPTY = '/groups?group=nightly-report'
const numbers = (text: string) => text.replace(/[^\d\n-]/g, '')

describe('groups', () => {
  it('members, assignment, offsets in full, lag and its line, the coordinator named; no reset while active', () =>
    onPage('groups', STABLE, async (page) => {
      const row = page.locator('[data-partition="orders-1"]')
      expect(numbers(await seen(row.locator('[data-value=committed]')))).toBe('18103563')
      expect(numbers(await seen(row.locator('[data-value=log-end]')))).toBe('18103963')
      expect(numbers(await seen(row.locator('[data-value=lag]')))).toBe('400')
      expect(await row.locator('svg[role=img] path').last().getAttribute('d')).toMatch(/^M.*M/)
      expect(await seen(page.locator('[data-member]').nth(2))).toMatch(
        /billing-3[\s\S]*billing-at-desk-3[\s\S]*orders 2/,
      )
      const head = await seen(page.locator('section[aria-label=billing]'))
      expect(head).toMatch(/Stable[\s\S]*range[\s\S]*412[\s\S]*Broker 2/)
      expect(await seen(page.locator('[data-group=billing]'))).toContain('Stable')
      expect(await seen(page.locator('section[aria-label="State changes"]'))).toContain('CompletingRebalance → Stable')
      expect(await page.locator('[data-partition="payments-2"] [data-value=lag]').innerText()).toBe('–')
      // Active: offsets cannot be reset, and the page says why; nor can anything be deleted.
      await page.click('[data-action=reset]')
      expect(await seen(page.locator('dialog [role=alert]'))).toContain(
        'billing is Stable with 3 members: stop them first',
      )
      for (const action of ['dry-run', 'execute'])
        expect(await page.locator(`[data-action=${action}]`).isDisabled()).toBe(true)
      await page.keyboard.press('Escape')
      await page.waitForSelector('dialog', { state: 'detached' })
      expect(await page.locator('[data-action=delete-group]').isDisabled()).toBe(true)
      expect(await page.locator('[data-action=delete-offsets]').first().isDisabled()).toBe(true)
    }))

  it('inactive: the dry run shows now and then, only after it the reset; a changed wish needs another', () =>
    onPage('emptyGroup', EMPTY, async (page) => {
      await page.focus('[data-action=reset]')
      await page.keyboard.press('Enter')
      await page.locator('dialog').getByRole('button', { name: 'Shift by' }).click()
      expect(await page.locator('[data-action=dry-run]').isDisabled()).toBe(true)
      await page.fill('[name=reset-by]', '-100')
      const line = page.locator('dialog [data-testid=command]')
      expect(await seen(line)).toContain(
        '--group nightly-report --reset-offsets --shift-by -100 --all-topics --dry-run',
      )
      expect(await page.locator('[data-action=execute]').isDisabled()).toBe(true)
      await page.keyboard.press('Enter')
      const row = page.locator('[data-testid=reset-rows] [data-partition="orders-0"]')
      expect(await seen(row)).toContain('moved up to its start')
      expect(numbers(await seen(row.locator('td').nth(2)))).toBe('17660944')
      expect(await seen(line)).toContain('--execute')
      await page.fill('[name=reset-by]', '-50')
      expect(await page.locator('[data-action=execute]').isDisabled()).toBe(true)
      await page.click('[data-action=dry-run]')
      await page.click('[data-action=execute]')
      await page.waitForSelector('text=Done. The group goes on')
      // It is deleted only after it was asked.
      await page.keyboard.press('Escape')
      await page.waitForSelector('dialog', { state: 'detached' })
      await page.click('[data-action=delete-group]')
      expect(await seen(page.locator('dialog'))).toContain('--group nightly-report --delete')
      await page.click('[data-testid=confirm]')
      await page.waitForSelector('dialog', { state: 'detached' })
    }))

  it('old values are marked with their age and the reason', () =>
    onPage(
      'staleGroups',
      STABLE,
      async (page) => {
        const head = await seen(page.locator('section[aria-label=billing]'))
        expect(head).toContain('last read 21.0 s ago')
        expect(head).toContain('COORDINATOR_LOAD_IN_PROGRESS')
        expect(await page.locator('section.hatch').count()).toBeGreaterThan(1)
        expect(await seen(page.locator('section[aria-label=Groups]'))).toContain('broker 2 did not answer')
      },
      { dark: true, width: 1100, height: 700 },
    ))

  it('none yet: says what makes one', () =>
    onPage('noGroups', '/groups', async (page) => {
      expect(await seen(page.locator('section[aria-label=Groups]'))).toContain('Any consumer with a group.id')
    }))
})

describe('topics', () => {
  const partitions = (page: Page) => page.getByRole('button', { name: 'Partitions', exact: true }).click()

  it('a move under way: how far each new replica is, and how to cancel it', () =>
    onPage('moves', '/topics?topic=payments', async (page) => {
      await partitions(page)
      const move = page.locator('[data-move="0"]')
      expect(numbers(await seen(move.locator('.add .mono').first()))).toBe('1317718')
      expect(await seen(move)).toContain('copying')
      expect(await move.locator('progress').evaluate((bar: HTMLProgressElement) => bar.value)).toBeCloseTo(0.62, 1)
      await page.click('[data-action=cancel-reassign]')
      const line = await seen(page.locator('dialog [data-testid=command]'))
      expect(line).toContain('kafka-reassign-partitions.sh')
      expect(line).toContain('--cancel')
      await page.keyboard.press('Escape')
      expect(await seen(page.locator('[data-deletion=clicks]'))).toMatch(/6 folders[\s\S]*gone in 39.0 s/)
    }))

  it('replicas and offsets are chosen by partition, with the files that the tools take; records read as a member', () =>
    onPage('moves', '/topics?topic=orders', async (page) => {
      await partitions(page)
      await page.locator('[data-row="1"] input').check()
      await page.click('[data-action=reassign]')
      await page.fill('[name=replicas-1]', '2, 9')
      expect(await seen(page.locator('dialog [role=alert]'))).toContain('write broker ids (1, 2, 3)')
      expect(await page.locator('[data-action=start-reassign]').isDisabled()).toBe(true)
      await page.fill('[name=replicas-1]', '2, 1')
      expect(await seen(page.locator('[data-testid=tool-file]'))).toBe(
        '{"version":1,"partitions":[{"topic":"orders","partition":1,"replicas":[2,1]}]}',
      )
      await page.click('[data-action=start-reassign]')
      await page.waitForSelector('dialog', { state: 'detached' })
      // Records go only up to the high watermark, and only after it was asked.
      await page.locator('[data-row="1"] input').uncheck()
      await page.click('[data-action=delete-records]')
      await page.fill('[name=before-0]', '99999999')
      expect(await page.locator('[data-action=start-delete-records]').isDisabled()).toBe(true)
      await page.fill('[name=before-0]', '18000000')
      await page.click('[data-action=start-delete-records]')
      expect(await seen(page.locator('dialog').last())).toContain('This cannot be undone')
      await page.click('[data-testid=confirm]')
      await page.waitForSelector('text=Log starts now: 0: 18204331')
      await page.getByRole('button', { name: 'Records', exact: true }).click()
      await page.fill('[name=read-group]', 'billing')
      expect(await seen(page.locator('[data-testid=command]').last())).toContain('--group billing --from-beginning')
      await page.click('[data-action=read]')
      await page.waitForSelector('text=assigned: partition 0–2')
    }))

  it('a leader is elected where one is preferred; an unclean election only where there is none', () =>
    onPage('killed', '/topics?topic=sessions', async (page) => {
      await page.waitForSelector('[data-topic=sessions]')
      await partitions(page)
      await page.hover('[data-action=elect-preferred]')
      expect(await seen(page.locator('[data-testid=command]').first())).toContain('--election-type preferred')
      await page.click('[data-action=elect-unclean]')
      const dialog = await seen(page.locator('dialog'))
      expect(dialog).toContain('Acknowledged records that it does not have are lost')
      expect(dialog).toContain('--election-type unclean --topic sessions --partition 0')
      await page.keyboard.press('Escape')
    }))

  it('internal topics are read in words, their bytes beside; nobody writes there by hand', () =>
    onPage('decoded', '/topics?topic=__consumer_offsets', async (page) => {
      await page.click('[data-action=read]')
      const record = page.locator('[data-record="1"]')
      expect(await seen(record)).toMatch(/offset commit[\s\S]*group[\s\S]*billing[\s\S]*18103563/)
      expect(await seen(record)).toContain('0x00010007')
      expect(await seen(page.locator('[data-record="2"]'))).toContain('tombstone')
      expect(await page.locator('[data-action=produce]').count()).toBe(0)
    }))
})

it('four cards stand 2 + 2, a recovery has its bar', () =>
  onPage('recovering', '/', async (page) => {
    await page.waitForSelector('[data-broker="4"]')
    const tops = await page
      .locator('[data-broker]')
      .evaluateAll((cards) => cards.map((card) => card.getBoundingClientRect().top))
    expect(tops[0]).toBe(tops[1])
    expect(tops[2]).toBe(tops[3])
    expect(tops[2]).toBeGreaterThan(tops[0]!)
    expect(
      await page.locator('[data-broker="2"] progress').evaluate((bar: HTMLProgressElement) => bar.position),
    ).toBeCloseTo(31 / 56)
  }))
