import { describe, expect, it } from 'vitest'
import { seen } from './page-errors'
import { windowUnderTest } from './window-under-test'

const onPage = windowUnderTest()

describe('compaction', () => {
  it('why a log is not cleaned, its sections, and the figure of the book by key', () =>
    onPage('compaction', '/compaction', async (page) => {
      expect(await seen(page.locator('[data-value=reason]'))).toContain('must be above 0.50')
      expect(await seen(page.locator('[data-log="3/accounts-0"] [data-value=ratio]'))).toBe('0.43')
      expect(
        await page
          .locator('[data-section]')
          .evaluateAll((all) => all.map((each) => (each as HTMLElement).dataset.section)),
      ).toEqual(['clean', 'dirty', 'active'])
      await page.locator('[data-key=K1]').waitFor()
      const fates = await page
        .locator('[data-key=K1] [data-cell]')
        .evaluateAll((cells) => cells.map((cell) => (cell as HTMLElement).dataset.fate))
      expect(fates).toEqual(['cleaned', 'cleaned', 'cleaned', 'latest'])
      expect(await seen(page.locator('[data-value=counts]'))).toContain('6 records are there, 5 were removed')
    }))

  it('settings and records for practice, each with its command', () =>
    onPage('compaction', '/compaction', async (page) => {
      await page.locator('[data-action=compactSoon]').hover()
      const command = page.locator('[data-testid=command]').first()
      expect(await seen(command)).toContain('kafka-configs.sh --bootstrap-server')
      expect(await seen(command)).toContain('min.cleanable.dirty.ratio=0.01')
      await page.locator('[data-action=produce-four]').hover()
      expect(await seen(command)).toContain('K1:V1 K1:V2 K1:V3 K1:V4')
    }))

  it('retention: what goes at the next check, and files that wait for their unlink', () =>
    onPage(
      'compaction',
      '/compaction?tab=retention',
      async (page) => {
        expect(await seen(page.locator('[data-value=headline]'))).toContain('1 segment goes at the next check')
        expect(await seen(page.locator('[data-value=next-check]'))).toContain('12.4 s')
        expect(await seen(page.locator('[data-segment="0"]'))).toContain('retention.ms')
        expect(await page.locator('.deleted').count()).toBe(3)
      },
      { dark: true, width: 1280, height: 720 },
    ))

  it('what if: asked with a form, answered in total and by partition, with the command', () =>
    onPage('compaction', '/compaction?tab=whatIf', async (page) => {
      await page.locator('[data-action=what-if]').click()
      expect(await seen(page.locator('[data-value=freed]'))).toBe('of 329.3 MiB: each for itself')
      expect(await seen(page.locator('[data-partition=orders-0]'))).toContain('300.0 MiB')
      expect(await seen(page.locator('[data-partition=orders-1]'))).toContain('only the active segment')
      expect(await seen(page.locator('[data-testid=command]'))).toContain('highwater inspect')
    }))

  it('nothing compacted yet: a way to begin', () =>
    onPage('noCompaction', '/compaction', async (page) => {
      await page.locator('[data-action=practice]').waitFor()
    }))
})

describe('disk I/O', () => {
  it('causes in stack order with current values, the cross-check in numbers, bands in words', () =>
    onPage('io', '/io?broker=3', async (page) => {
      await page.locator('canvas').first().waitFor()
      const causes = await page
        .locator('[data-cause]')
        .evaluateAll((rows) => rows.map((row) => (row as HTMLElement).dataset.cause))
      expect(causes.slice(0, 4)).toEqual([
        'write-append',
        'write-replicationAppend',
        'write-cleanerWrite',
        'write-index',
      ])
      expect(await seen(page.locator('[data-cause=write-append] [data-value=per-second]'))).toBe('430.1 KiB/s')
      expect(await seen(page.locator('[data-value=cross]'))).toContain('0.8 % apart')
      expect(await page.locator('[data-mark=cleaner]').count()).toBe(1)
    }))

  it('the chart has ink on it, in the dark too', () =>
    onPage(
      'io',
      '/io?broker=3',
      async (page) => {
        await page.locator('canvas').first().waitFor()
        const colours = await page.locator('main canvas').evaluate((element) => {
          const canvas = element as HTMLCanvasElement
          const { data } = canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height)
          const seen = new Set<string>()
          for (let at = 0; at < data.length; at += 16)
            if (data[at + 3] === 255) seen.add(`${data[at]},${data[at + 1]},${data[at + 2]}`)
          return [...seen]
        })
        // --io-append, --io-replica and --io-clean-read of the dark theme.
        for (const ink of ['88,148,224', '122,202,233', '209,182,243']) expect(colours).toContain(ink)
      },
      { dark: true, width: 1280, height: 720 },
    ))
})
