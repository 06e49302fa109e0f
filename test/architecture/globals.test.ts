import { describe, expect, test } from 'vitest'
import { globalProblems } from './globals'
import { isCode, READING_MS, repositoryFiles } from './source-files'

/** The two places that know the real machine. */
const REAL = ['broker-core/runtime/node/', 'broker-core/bin/']

describe("the core runs on somebody else's clock, disk and network", () => {
  test(
    'no globals of the machine and no module state outside runtime/node and bin',
    () => {
      const files = repositoryFiles().filter(
        (path) => path.startsWith('broker-core/') && isCode(path) && !path.endsWith('.d.ts'),
      )
      const core = files.filter((path) => !REAL.some((folder) => path.startsWith(folder)))
      expect(core.length).toBeGreaterThan(100)
      expect(core.flatMap((path) => globalProblems(path))).toEqual([])
    },
    READING_MS,
  )
})

describe('the finder of globals', () => {
  const find = (text: string) => globalProblems('x.ts', text).map((line) => line.replace(/^x\.ts:/, ''))

  test.each([
    ['const now = Date.now()', ['1: Date']],
    ['const when = new Date()', ['1: Date']],
    ['type T = Date', ['1: Date']],
    ['const f = () => setTimeout(() => 1, 5)', ['1: setTimeout']],
    ['const r = Math.random()', ['1: Math.random']],
    ['const { env } = process', ['1: process']],
    ['const x = { process }', ['1: process']],
    ['console.log(1)', ['1: console']],
    ['const id = globalThis.crypto', ['1: globalThis']],
    ['\nlet count = 0', ['2: a variable of the module (let, var)']],
    ['export let count = 0', ['1: a variable of the module (let, var)']],
    ['const cache = new Map()', ['1: an empty container of the module, which can only be there to be filled']],
    ['const list: string[] = []', ['1: an empty container of the module, which can only be there to be filled']],
  ])('%j', (text, expected) => {
    expect(find(text)).toEqual(expected)
  })

  test.each([
    'const run = (process: () => void) => process()',
    'class A { process() { return this.performance } performance = 1 }',
    'const x = { console: 1, Date: 2 }.console',
    'interface I { crypto: string; setTimeout(): void }',
    'const f = () => { let count = 0; count += 1; return new Map() }',
    'const NONE: readonly string[] = []',
    'const NONE: ReadonlyMap<string, string> = new Map()',
    "const table = new Map([['a', 1]])",
    '// Date.now() in a comment, "process" in a text',
    "const text = 'console'",
    'const n = Math.max(1, 2)',
  ])('%j is fine', (text) => {
    expect(find(text)).toEqual([])
  })
})
