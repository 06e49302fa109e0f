import type { Browser, Locator, Page } from 'playwright-core'
import type { WindowServer } from './window-server'

export interface WatchedPage {
  page: Page
  /** Console errors, exceptions, policy violations, requests to elsewhere, texts without a translation. Empty when all is well. */
  faults(): Promise<string[]>
}

export interface PageOptions {
  width?: number
  height?: number
  dark?: boolean
  /** The reader's language, as the browser tells it. */
  locale?: string
}

/** A page that remembers everything that must not happen. */
export async function openPage(
  browser: Browser,
  { origins }: Pick<WindowServer, 'origins'>,
  url: string,
  options: PageOptions = {},
): Promise<WatchedPage> {
  const { width = 1440, height = 900, dark = false, locale = 'en-US' } = options
  const context = await browser.newContext({
    viewport: { width, height },
    colorScheme: dark ? 'dark' : 'light',
    locale,
  })
  const page = await context.newPage()
  const faults: string[] = []
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') faults.push(`${message.type()}: ${message.text()}`)
  })
  page.on('pageerror', (error) => faults.push(`exception: ${error.message}`))
  page.on('requestfailed', (request) => faults.push(`failed: ${request.url()}`))
  page.on('request', (request) => {
    if (![...origins, 'data:'].some((own) => request.url().startsWith(own))) faults.push(`request to ${request.url()}`)
  })
  await page.addInitScript(() => {
    document.addEventListener('securitypolicyviolation', (event) => {
      const seen = (window as unknown as { violations?: string[] }).violations ?? []
      seen.push(`${event.violatedDirective} ${event.blockedURI}`)
      ;(window as unknown as { violations?: string[] }).violations = seen
    })
  })
  await page.goto(url)
  return {
    page,
    async faults() {
      const found = await page.evaluate(() => ({
        violations: (window as unknown as { violations?: string[] }).violations ?? [],
        missing: document.documentElement.dataset.missingText,
      }))
      return [
        ...faults,
        ...found.violations.map((text) => `policy: ${text}`),
        ...(found.missing ? [`no text for ${found.missing}`] : []),
      ]
    },
  }
}

/** Width that does not fit; 0 when nothing scrolls sideways. */
export const sidewaysOverflow = (page: Page) =>
  page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)

/** What a screen reader would meet without a name: controls, pictures, dialogs; and landmarks that are missing or doubled. */
export const accessibilityFaults = (page: Page) =>
  page.evaluate(() => {
    const faults: string[] = []
    const nameOf = (element: Element) => {
      const label = element.closest('label')?.textContent ?? (element as HTMLInputElement).labels?.[0]?.textContent
      return (
        element.getAttribute('aria-label') ??
        label ??
        element.textContent ??
        element.getAttribute('title') ??
        ''
      ).trim()
    }
    for (const element of document.querySelectorAll(
      'button, a[href], input, select, textarea, dialog, [role=img], [role=grid], [role=tree], nav',
    ))
      if (nameOf(element) === '' && !element.closest('[aria-hidden=true]'))
        faults.push(`no name: ${element.outerHTML.slice(0, 120)}`)
    for (const svg of document.querySelectorAll('svg'))
      if (
        svg.getAttribute('aria-hidden') !== 'true' &&
        svg.getAttribute('role') !== 'img' &&
        !svg.closest('[aria-hidden=true]')
      )
        faults.push(`picture neither named nor hidden: ${svg.outerHTML.slice(0, 120)}`)
    for (const landmark of ['main', 'header.top', 'footer.time', 'nav.nav'])
      if (document.querySelectorAll(landmark).length !== 1)
        faults.push(`${document.querySelectorAll(landmark).length} of ${landmark}`)
    const ids = [...document.querySelectorAll('[id]')].map((element) => element.id)
    if (new Set(ids).size !== ids.length) faults.push('an id occurs twice')
    for (const button of document.querySelectorAll('main button, main a.btn')) {
      const box = button.getBoundingClientRect()
      if (box.width > 0 && (box.height < 23.5 || box.width < 23.5) && !button.matches('.link, .expand'))
        faults.push(`small target: ${button.outerHTML.slice(0, 120)}`)
    }
    return faults
  })

/** What a reader sees of an element, once it is there. */
export async function seen(locator: Locator): Promise<string> {
  await locator.first().waitFor()
  return (await locator.allInnerTexts()).join('\n')
}
