import { gzipSync } from 'node:zlib'
import type { Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { packText, writeRecordingFile } from '../../renderer/model/recording-file'
import { accessibilityFaults, type PageOptions, seen, sidewaysOverflow } from './page-errors'
import { recordings } from './recordings'
import { NOW_MS, startEvents } from './sample-views'
import { windowUnderTest } from './window-under-test'

/** The killed broker's minute as somebody else's lab saved it. */
async function savedRecording(): Promise<Buffer> {
  const updates = recordings.killed!.steps.flatMap((step) => ('update' in step ? [step.update] : []))
  const file = writeRecordingFile({
    lab: 'somewhere-else',
    savedMs: NOW_MS,
    timeline: await packText(JSON.stringify(startEvents())),
    blocks: [
      {
        block: { id: 1, fromMs: NOW_MS - 18_400, toMs: NOW_MS, sizeBytes: 1 },
        gzip: new Uint8Array(gzipSync(updates.map((update) => JSON.stringify(update)).join('\n'))),
      },
    ],
  })
  return Buffer.from(await file.arrayBuffer())
}

async function openSaved(page: Page, buffer: Buffer) {
  await page.click('[data-action=recording]')
  await page.setInputFiles('input[type=file]', { name: 'case.highwater', mimeType: 'application/gzip', buffer })
}

const windowPage = windowUnderTest()
const onPage = (check: (page: Page) => Promise<void>, options: PageOptions = {}) =>
  windowPage(
    'healthy',
    '/',
    async (page) => {
      await page.waitForSelector('[data-action=SIGTERM]')
      await check(page)
    },
    options,
  )

describe('a recording of another lab', () => {
  for (const options of [{}, { dark: true, width: 1280, height: 720 }, { locale: 'ko-KR' }])
    it(`shows its moment, takes no orders, and L leads back ${JSON.stringify(options)}`, () =>
      onPage(async (page) => {
        const buffer = await savedRecording()
        await openSaved(page, buffer)
        expect(await seen(page.locator('[data-past]'))).toContain('case.highwater')
        expect(await seen(page.locator('header.top'))).toMatch(/Killed|강제 종료됨/)
        for (const action of ['SIGTERM', 'SIGKILL', 'start'])
          expect(await page.locator(`[data-action=${action}]`).first().isDisabled()).toBe(true)
        await page.keyboard.press('l')
        await page.waitForSelector('[data-past]', { state: 'detached' })
        expect(await seen(page.locator('header.top'))).not.toMatch(/Killed|강제 종료됨/)
        expect(await page.locator('[data-action=SIGTERM]').first().isDisabled()).toBe(false)
        await openSaved(page, buffer)
        await page.waitForSelector('[data-past]')
      }, options))

  it('left with L shows what is live, also when the view was held before', () =>
    onPage(async (page) => {
      await page.keyboard.press('Space')
      expect(await seen(page.locator('.clock'))).toMatch(/Held/)
      await openSaved(page, await savedRecording())
      await page.waitForSelector('[data-past]')
      await page.keyboard.press('l')
      await page.waitForSelector('[data-past]', { state: 'detached' })
      expect(await seen(page.locator('.clock'))).toMatch(/Live/)
    }))

  it('that is cut off is refused with the reason, and live stays', () =>
    onPage(async (page) => {
      const buffer = await savedRecording()
      await openSaved(page, buffer.subarray(0, buffer.length - 3))
      expect(await seen(page.locator('dialog [role=alert]'))).toMatch(/cut off/)
      await page.keyboard.press('Escape')
      expect(await page.locator('[data-past]').count()).toBe(0)
    }))

  it('lets nothing be done that would be refused, on any page', () =>
    onPage(async (page) => {
      await openSaved(page, await savedRecording())
      await page.waitForSelector('[data-past]')
      for (const [name, key] of Object.entries(pageKeys)) {
        // What was pressed before may have left the cursor in a field.
        await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur())
        await page.keyboard.press('g')
        await page.keyboard.press(key)
        await page.waitForURL(({ hash }) => hash.startsWith(name === 'cluster' ? '#/' : `#/${name}`))
        await page.waitForSelector('main.page')
        expect(await page.locator('[data-past]').count()).toBe(1)
        expect({ name, ...(await page.evaluate(pressAll)) }).toEqual({ name, refused: [], silent: [] })
        // Orders are there, and off; what only looks is on.
        if (name === 'topics') expect(await page.locator('[data-action=create]').isDisabled()).toBe(true)
        if (name === 'topics') expect(await page.locator('[data-action=create]').getAttribute('title')).toMatch(/past/)
        expect(await accessibilityFaults(page)).toEqual([])
        expect(await sidewaysOverflow(page)).toBe(0)
      }
    }))

  it('says on the bar where it starts, and what is before is faint', () =>
    onPage(async (page) => {
      await openSaved(page, await savedRecording())
      await page.waitForSelector('[data-past]')
      expect(await page.locator('[data-recording-start]').textContent()).toMatch(/recording starts/)
      await page.locator('[role=slider]').focus()
      for (let seconds = 0; seconds < 20; seconds += 10) await page.keyboard.press('Shift+ArrowLeft')
      await page.waitForFunction(() => /starts here/.test(document.querySelector('[data-past]')?.textContent ?? ''))
      await page.keyboard.press('l')
      await page.waitForSelector('[data-recording-start]', { state: 'detached' })
    }))
})

const pageKeys: Record<string, string> = {
  cluster: 'c',
  replication: 'r',
  compaction: 'm',
  groups: 'g',
  timeline: 't',
  topics: 'o',
  exercises: 'e',
  benchmark: 'b',
}

/** In the page: presses every button that is on, also those of dialogs that open; what the lab was asked in vain stands in a notice. */
async function pressAll(): Promise<{ refused: string[]; silent: string[] }> {
  const turn = () => new Promise((done) => requestAnimationFrame(() => setTimeout(done, 0)))
  const on = (where: string) => [...document.querySelectorAll<HTMLButtonElement>(`${where} button.btn:enabled`)]
  const refused: string[] = []
  async function press(button: HTMLButtonElement) {
    const what = `${button.dataset.action ?? ''} ${button.textContent?.trim()}`
    button.click()
    await turn()
    for (const notice of document.querySelectorAll('.notice.bad')) refused.push(`${what}: ${notice.textContent}`)
    for (const close of document.querySelectorAll<HTMLButtonElement>('.notice button')) close.click()
    await turn()
  }
  for (const button of on('main.page')) {
    if (!button.isConnected) continue
    await press(button)
    for (const inner of on('dialog[open]')) if (inner.isConnected) await press(inner)
    document.querySelector<HTMLDialogElement>('dialog[open]')?.close()
  }
  const silent = [...document.querySelectorAll<HTMLButtonElement>('main.page button.btn:disabled')]
    .filter(({ title, dataset }) => dataset.action !== undefined && title === '')
    .map(({ dataset }) => dataset.action!)
  return { refused, silent }
}
