import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect } from 'vitest'
import { launchBrowser } from '../helpers/browser'
import { accessibilityFaults, openPage, type PageOptions, sidewaysOverflow } from './page-errors'
import { recordings } from './recordings'
import { serveWindow, type WindowServer } from './window-server'

export interface VisitOptions extends PageOptions {
  /** false: the recording plays. */
  still?: boolean
}

/** Folder that gets a picture of every page at the end of its test; undefined: nobody wants any. */
export const pictures = process.env.HIGHWATER_PICTURES

const serveRecordings = () => serveWindow(recordings)

/**
 * The built page in a browser, both for all tests of a file. `onPage` opens `hash` as the recording shows it, lets `check` look, and then
 * demands what every page owes: all of it named, nothing that scrolls sideways, nothing that must not happen (see WatchedPage).
 */
export function windowUnderTest(serve: () => Promise<WindowServer> = serveRecordings) {
  let browser: Browser
  let server: WindowServer
  beforeAll(async () => {
    server = await serve()
    browser = await launchBrowser()
  })
  afterAll(async () => {
    await browser?.close()
    await server?.close()
  })

  return async function onPage(
    recording: string,
    hash: string,
    check: (page: Page) => Promise<void>,
    { still = true, ...options }: VisitOptions = {},
  ): Promise<void> {
    const { page, faults } = await openPage(browser, server, `${server.page(recording, { still })}#${hash}`, options)
    try {
      await check(page)
      if (pictures) await page.screenshot({ path: join(pictures, pictureName()) })
      expect(await accessibilityFaults(page)).toEqual([])
      expect(await sidewaysOverflow(page)).toBe(0)
      expect(await faults()).toEqual([])
    } finally {
      await page.context().close()
    }
  }
}

/** The test's own name, as a file's. */
const pictureName = () => `${expect.getState().currentTestName?.replace(/[^\p{L}\p{N}]+/gu, '-')}.png`
