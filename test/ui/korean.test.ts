import type { Page } from 'playwright-core'
import { expect, it } from 'vitest'
import { everything } from './sample-everything'
import { openedExercise } from './sample-exercises'
import { serveWindow } from './window-server'
import { windowUnderTest } from './window-under-test'

const onPage = windowUnderTest(async () => serveWindow({ everything: await everything() }))

/** What is opened on a page before its tabs; each waits for what it opened. */
const stations: Record<string, { query?: string; shows: string; open?: (page: Page) => Promise<void> }[]> = {
  '/': [{ shows: '[data-broker="1"]' }],
  '/replication': [{ query: '?partition=steps-0', shows: '[data-lane="3"]' }],
  '/disk': [{ query: '?broker=1&partition=orders-0', shows: '[role=treeitem]' }],
  '/compaction': [{ query: '?topic=accounts', shows: 'main .seg' }],
  '/io': [{ query: '?broker=3', shows: 'main canvas' }],
  '/groups': [{ query: '?group=billing', shows: '[data-partition="orders-1"]' }],
  '/timeline': [{ shows: '[data-kind=segmentRolled]' }],
  '/logs': [{ query: '?source=broker-1', shows: '.line[data-line]' }],
  '/topics': [{ query: '?topic=payments', shows: 'section[aria-label=payments]' }],
  '/console': [{ shows: '[data-testid=console-input]' }],
  '/exercises': [{ shows: 'ol li a' }, { query: `?exercise=${openedExercise.id}`, shows: '[data-check]' }],
  '/benchmark': [{ shows: '[data-card=compared]' }],
  '/inspector': [{ shows: '[data-open]', open: openOrders }],
}

async function openOrders(page: Page) {
  await page.locator('[data-open]').first().click()
  await page.locator('[role=tree] .list').focus()
  for (const key of ['ArrowDown', 'ArrowRight', 'ArrowDown', 'Enter']) await page.keyboard.press(key)
  await page.locator('[data-segment="0"]').waitFor()
}

/** Elements whose words are evidence: code, commands, names, lines of a file or a log. */
const RAW = '.mono, pre, code, kbd, script, style, [data-testid=command], [translate=no], body [lang=en]'

/** What the window says now: every text and every label, each once, with the element it is of. Quoted evidence is left out. */
const saidIn = (page: Page) =>
  page.evaluate((raw) => {
    const said = new Map<string, string>()
    const add = (text: string | null | undefined, element: Element) => {
      const own = (text ?? '').replace(/“[^”]*”/g, '“”').trim()
      if (own !== '' && !said.has(own)) said.set(own, (element.cloneNode() as Element).outerHTML.slice(0, 160))
    }
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
    while (texts.nextNode()) {
      const { parentElement, nodeValue } = texts.currentNode
      if (parentElement && !parentElement.closest(raw)) add(nodeValue, parentElement)
    }
    for (const element of document.querySelectorAll('[title], [aria-label], [placeholder]')) {
      if (element.closest(raw)) continue
      for (const name of ['title', 'aria-label', 'placeholder']) add(element.getAttribute(name), element)
    }
    return [...said]
  }, RAW)

/** Opens everything that is cheap to open; `look` after each. */
async function walk(page: Page, look: (where: string) => Promise<void>) {
  const links = await page.locator('nav.nav a').evaluateAll((all) => all.map((link) => link.getAttribute('href')))
  expect(links).toEqual(expect.arrayContaining(Object.keys(stations).map((path) => `#${path}`)))
  expect(links.length).toBe(Object.keys(stations).length)
  for (const [path, ofPage] of Object.entries(stations))
    for (const { query = '', shows, open } of ofPage) {
      const where = `${path}${query}`
      await page.evaluate((hash) => {
        location.hash = hash
      }, where)
      await page.locator(shows).first().waitFor()
      await open?.(page)
      await look(where)
      const tabs = page.locator('main .seg button')
      for (let at = 0; at < (await tabs.count()); at++) {
        const tab = tabs.nth(at)
        if ((await tab.getAttribute('aria-pressed')) === 'true') continue
        await tab.click()
        await look(`${where}, ${await tab.innerText()}`)
      }
    }
}

const foreignIn = async (locale: string, foreign: RegExp) => {
  const found = new Map<string, string>()
  await onPage(
    'everything',
    '/',
    (page) =>
      walk(page, async (where) => {
        for (const [text, element] of await saidIn(page))
          if (foreign.test(text) && !found.has(text)) found.set(text, `${where}: ${text}\n    ${element}`)
      }),
    // So high that every row of a list is drawn.
    { locale, height: 2400 },
  )
  return [...found.values()].join('\n')
}

it('no English sentence is left in a Korean window', async () => {
  expect(await foreignIn('ko-KR', /[A-Za-z]{2,}( [A-Za-z]{2,}){2,}/)).toBe('')
}, 60_000)

it('no Korean is in an English window but the name of the language', async () => {
  expect(await foreignIn('en-US', /^(?!한국어$).*\p{Script=Hangul}/su)).toBe('')
}, 60_000)
