import { expect, it } from 'vitest'
import { windowUnderTest } from './window-under-test'

const MEASURED_MS = 3500

const onPage = windowUnderTest()

it('three brokers with 200 partitions, ten updates a second: few rows exist, only changed ones are drawn', () =>
  onPage(
    'wide',
    '/',
    async (page) => {
      await page.waitForSelector('[data-partition="wide-0"]')
      const measured = await page.evaluate(async (forMs) => {
        const rowOf = (node: Node) =>
          (node instanceof Element ? node : node.parentElement)?.closest<HTMLElement>('[data-partition]')
        const drawn = new Set<string>()
        let most = 0
        const observer = new MutationObserver((records) => {
          for (const record of records) drawn.add(rowOf(record.target)?.dataset.partition ?? '')
          most = Math.max(most, document.querySelectorAll('[data-partition]').length)
        })
        observer.observe(document.querySelector('section.matrix')!, {
          subtree: true,
          childList: true,
          characterData: true,
          attributes: true,
        })
        const gaps: number[] = []
        const endMs = performance.now() + forMs
        let last = performance.now()
        while (performance.now() < endMs) {
          await new Promise((resolve) => requestAnimationFrame(resolve))
          gaps.push(performance.now() - last)
          last = performance.now()
        }
        observer.disconnect()
        gaps.sort((left, right) => left - right)
        const at = (share: number) => Math.round(gaps[Math.floor(gaps.length * share)] ?? 0)
        return {
          most,
          drawn: [...drawn],
          frames: gaps.length,
          medianMs: at(0.5),
          p95Ms: at(0.95),
          longestMs: at(0.999),
        }
      }, MEASURED_MS)
      const changed = measured.drawn.filter((name) => name !== '').map((name) => Number(name.split('-')[1]))
      expect(measured.most).toBeLessThan(40)
      expect(changed.length).toBeGreaterThan(0)
      expect(changed.filter((number) => number % 4 !== 0)).toEqual([])
      await page.locator('section.matrix .list').evaluate((list) => list.scrollTo(0, list.scrollHeight))
      await page.waitForSelector('[data-partition="wide-199"]')
      process.stdout.write(`matrix of 600 replicas: ${JSON.stringify({ ...measured, drawn: measured.drawn.length })}\n`)
    },
    { still: false },
  ))
