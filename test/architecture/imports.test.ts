import { describe, expect, test } from 'vitest'
import { importProblem, rowOf } from './import-rules'
import { IMPORT_TABLE, TABLE_ROOTS } from './import-table'
import { type Import, importsOf, isCode, repositoryFiles } from './source-files'

const files = repositoryFiles().filter(
  (path) => isCode(path) && TABLE_ROOTS.some((root) => path.startsWith(`${root}/`)),
)
const imports = files.flatMap((path) => importsOf(path))

describe('the import table', () => {
  test('every file of code has a row', () => {
    expect(files.filter((path) => rowOf(path) === undefined)).toEqual([])
    expect(files.length).toBeGreaterThan(100)
  })

  test('every import is one the table allows', () => {
    expect(imports.map(importProblem).filter((problem) => problem !== undefined)).toEqual([])
  })

  test('nobody imports tests', () => {
    expect(imports.filter(({ target }) => target?.startsWith('test/')).map(({ file }) => file)).toEqual([])
  })

  test('no two files need each other at run time', () => {
    expect(cyclesOf(imports.filter(({ typeOnly }) => !typeOnly))).toEqual([])
  })

  test('the core names nothing of the lab, the lab core nothing of Electron', () => {
    const allowed = (row: string) => [...(IMPORT_TABLE[row]?.imports ?? []), ...(IMPORT_TABLE[row]?.types ?? [])]
    const coreRows = Object.keys(IMPORT_TABLE).filter((row) => row.startsWith('broker-core'))
    expect(coreRows.flatMap(allowed).filter((folder) => !folder.startsWith('broker-core'))).toEqual([])
    const hostRows = Object.keys(IMPORT_TABLE).filter((row) => row.startsWith('electron/host'))
    expect(hostRows.filter((row) => IMPORT_TABLE[row]?.packages?.includes('electron'))).toEqual([])
  })
})

describe('the reader of imports', () => {
  const read = (text: string, file = 'broker-core/log/x.ts') =>
    importsOf(file, text).map(({ specifier, typeOnly, target }) => [specifier, typeOnly, target])

  test('sees every way to import', () => {
    expect(
      read(`
        import a from '../a'
        import type { B } from '../b'
        import './side-effect'
        export { c } from './c'
        export type { D } from './d'
        export * from './e'
        type F = import('../f').F
        const g = await import('../g')
        const h = require('node:fs')
        const i = require.resolve('i/package.json')
        import j = require('../j')
        const text = "import k from './k'" // import l from './l'
      `),
    ).toEqual([
      ['../a', false, 'broker-core/a'],
      ['../b', true, 'broker-core/b'],
      ['./side-effect', false, 'broker-core/log/side-effect'],
      ['./c', false, 'broker-core/log/c'],
      ['./d', true, 'broker-core/log/d'],
      ['./e', false, 'broker-core/log/e'],
      ['../f', true, 'broker-core/f'],
      ['../g', false, 'broker-core/g'],
      ['node:fs', false, undefined],
      ['i/package.json', false, undefined],
      ['../j', false, 'broker-core/j'],
    ])
  })

  test('sees the scripts of a Vue file, on their lines', () => {
    const vue =
      "<template>import x from 'no'</template>\n<script setup lang=\"ts\">\nimport A from './A.vue'\n</script>\n"
    const [found] = importsOf('renderer/views/V.vue', vue)
    expect(found).toMatchObject({ specifier: './A.vue', line: 3, target: 'renderer/views/A' })
    expect(importsOf('renderer/views/V.vue', vue)).toHaveLength(1)
  })
})

describe('the judge of imports', () => {
  const judge = (file: string, statement: string) => importsOf(file, statement).map(importProblem)[0]

  test.each([
    ['broker-core/log/a.ts', "import { x } from '../format/x'"],
    ['broker-core/log/deep/a.ts', "import { x } from '../b'"],
    ['broker-core/format/a.ts', "import type { Disk } from '../runtime/disk'"],
    ['broker-core/runtime/node/a.ts', "import fs from 'node:fs'"],
    ['renderer/components/A.vue', "<script>import { Line } from 'chart.js/auto'</script>"],
  ])('%s may %s', (file, statement) => {
    expect(judge(file, statement)).toBeUndefined()
  })

  test.each([
    ['broker-core/log/a.ts', "import { x } from '../network/x'", 'broker-core/log may import'],
    ['broker-core/log/a.ts', "import { x } from '../protocol/header'", 'broker-core/protocol/error-codes'],
    ['broker-core/log/a.ts', "import fs from 'node:fs'", 'packages of broker-core/log: none'],
    ['broker-core/format/a.ts', "import { Disk } from '../runtime/disk'", 'as a value'],
    ['broker-core/log/a.ts', "const x = await import('../../electron/host/api/views')", 'imports ../../electron'],
    ['broker-core/runtime/a.ts', "import { x } from './node/x'", 'broker-core/runtime may import nothing'],
    ['broker-core/log/a.ts', "import { x } from '../runtime/node/disk'", 'imports ../runtime/node/disk'],
    ['electron/host/api/a.ts', "import type { X } from '../host'", 'may import nothing'],
    ['renderer/stores/a.ts', "import { ipcRenderer } from 'electron'", 'packages of renderer/stores'],
    ['broker-core/new-folder/a.ts', "import x from './b'", 'has no row'],
  ])('%s may not %s', (file, statement, problem) => {
    expect(judge(file, statement)).toContain(problem)
  })
})

/** Groups of files that reach each other, each as one line; a depth-first walk over the graph of values. */
const cyclesOf = (edges: readonly Import[]): string[] => {
  const next = new Map<string, string[]>()
  for (const { file, target } of edges) {
    const from = file.replace(/\.\w+$/, '')
    if (target !== undefined) next.set(from, [...(next.get(from) ?? []), target])
  }
  const done = new Set<string>()
  const cycles: string[] = []
  const walk = (path: string, trail: readonly string[]): void => {
    const start = trail.indexOf(path)
    if (start >= 0) cycles.push([...trail.slice(start), path].join(' -> '))
    if (start >= 0 || done.has(path)) return
    for (const target of next.get(path) ?? []) walk(target, [...trail, path])
    done.add(path)
  }
  for (const path of next.keys()) walk(path, [])
  return cycles
}
