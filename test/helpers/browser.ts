import { existsSync } from 'node:fs'
import type { Browser } from 'playwright-core'

/** Libraries that a bare machine lacks come out of the package's own archive, when it believes to be on Amazon Linux 2023. */
const BARE_MACHINE = 'AWS_Lambda_nodejs20.x'
const libraryFolders = ['/usr/lib/x86_64-linux-gnu', '/usr/lib/aarch64-linux-gnu', '/usr/lib64', '/usr/lib', '/lib64']

/**
 * The package would draw with a GPU emulated on the CPU, which costs as much as all the rest of a page; plain software drawing shows the
 * same. One process for all is for machines without /dev/shm.
 */
const unwanted = /^--(headless|single-process|use-gl|use-angle|enable-unsafe-swiftshader|ignore-gpu-blocklist)/

const hasLibrary = (name: string) => libraryFolders.some((folder) => existsSync(`${folder}/${name}`))

/** A real headless Chromium: the one CHROMIUM_BINARY names, or the one inside @sparticuz/chromium. Close it in `afterAll`. */
export async function launchBrowser(): Promise<Browser> {
  const { chromium: playwright } = await import('playwright-core')
  const own = process.env.CHROMIUM_BINARY
  if (own) return playwright.launch({ executablePath: own, headless: true, args: ['--no-sandbox', '--disable-gpu'] })
  if (!hasLibrary('libnss3.so')) process.env.AWS_EXECUTION_ENV ??= BARE_MACHINE
  const { default: chromium } = await import('@sparticuz/chromium')
  return playwright.launch({
    executablePath: await chromium.executablePath(),
    headless: true,
    args: [...chromium.args.filter((argument) => !unwanted.test(argument)), '--disable-gpu'],
  })
}
