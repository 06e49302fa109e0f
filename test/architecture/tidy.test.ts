import { posix } from 'node:path'
import { describe, expect, test } from 'vitest'
import { importsOf, isCode, READING_MS, readText, repositoryFiles } from './source-files'
import {
  FUNCTION_LINES_MAX,
  focusedTests,
  LINES_MAX,
  languageProblems,
  longFunctions,
  textProblems,
  topHeadings,
} from './tidy'

const files = repositoryFiles()
const isFixture = (path: string) => /(^|\/)fixtures\//.test(path)
const isText = (path: string) =>
  /\.(ts|mts|js|mjs|cjs|vue|css|html|json|md|yml|yaml|sh)$|(^|\/)(run|\.npmrc|\.gitignore)$/.test(path)
const code = files.filter((path) => isCode(path) && !isFixture(path))
const sources = code.filter((path) => /^(broker-core|electron|renderer)\//.test(path))
const tests = files.filter((path) => /\.test\.\w+$/.test(path))
/** This folder has to name what it looks for. */
const own = (path: string) => path.startsWith('test/architecture/')

describe('the repository', { timeout: READING_MS }, () => {
  test("nothing unfinished, no paths of a machine, no package source of somebody's own", () => {
    const texts = files.filter((path) => isText(path) && !isFixture(path) && !own(path))
    expect(texts.flatMap((path) => textProblems(path, readText(path)))).toEqual([])
  })

  test(`files of at most ${LINES_MAX} lines`, () => {
    const long = code.map((path) => `${path}: ${readText(path).split('\n').length - 1}`)
    expect(long.filter((line) => Number(line.slice(line.lastIndexOf(' '))) > LINES_MAX)).toEqual([])
  })

  test(`functions of at most ${FUNCTION_LINES_MAX} lines`, () => {
    // A setup store of pinia is one function by design.
    const measured = sources.filter((path) => !path.startsWith('renderer/stores/'))
    expect(measured.flatMap((path) => longFunctions(path, FUNCTION_LINES_MAX))).toEqual([])
  })

  test('no default exports, enums, decorators', () => {
    expect(sources.filter((path) => !path.endsWith('.d.ts')).flatMap((path) => languageProblems(path))).toEqual([])
  })

  test('file names in kebab-case; components of the page as their tags are written', () => {
    const odd = sources.filter((path) => {
      const name = posix.basename(path).replace(/(\.config|\.d)?\.\w+$/, '')
      return path.endsWith('.vue') ? !/^[A-Z][A-Za-z0-9]*$/.test(name) : !/^[a-z0-9]+(-[a-z0-9]+)*$/.test(name)
    })
    expect(odd).toEqual([])
  })

  test('one heading of the first level in every page of text', () => {
    const pages = files.filter((path) => path.endsWith('.md') && !isFixture(path))
    expect(pages.filter((path) => topHeadings(readText(path)) !== 1)).toEqual([])
  })
})

describe('tests', { timeout: READING_MS }, () => {
  test('none is focused', () => {
    expect(code.filter((path) => path.startsWith('test/')).flatMap((path) => focusedTests(path))).toEqual([])
  })

  test('every test file belongs to a project of vitest', () => {
    const config = files.find((path) => /^vitest\.config\.\w+$/.test(path)) ?? ''
    const roots = [...readText(config).matchAll(/'(test\/[^'*]+)\/\*\*\/\*\.test\.ts'/g)].map((match) => match[1])
    expect(roots.length).toBeGreaterThan(5)
    expect(
      tests.filter((path) => !path.endsWith('.test.ts') || !roots.some((root) => path.startsWith(`${root}/`))),
    ).toEqual([])
  })
})

describe('handlers', () => {
  test('every NN-name.ts is in the registry, and its number is the key of the API it answers', () => {
    const handlers = files.filter((path) => /^broker-core\/handlers\/\d\d-[^/]+\.ts$/.test(path))
    const registered = new Set(importsOf('broker-core/handlers/registry.ts').map(({ target }) => `${target}.ts`))
    expect(handlers.filter((path) => !registered.has(path))).toEqual([])
    const misnumbered = handlers.filter((path) => {
      const message = path.replace('/handlers/', '/protocol/messages/').replace(/\.ts$/, '')
      return !importsOf(path).some(({ target }) => target === message)
    })
    expect(misnumbered).toEqual([])
  })
})

describe('the finders', () => {
  test('of unfinished work and machines', () => {
    const lines = [
      '// TODO later',
      `const path = "/${'work'}/main/x"`,
      'see https://npm.mirror.example/x',
      `/${'root'}/x`,
    ]
    expect(textProblems('x', lines.join('\n'))).toHaveLength(4)
    expect(
      textProblems(
        'x',
        `https://registry.${'npmjs'}.org/a\nout/work/x\n/tmp/kafka-logs\n~/root\n/home/anna/lab\nTodos`,
      ),
    ).toEqual([])
  })

  test('of headings', () => {
    expect(topHeadings('# One\n```sh\n# no heading\n```\n## Two\n')).toBe(1)
  })

  test('of what the language leaves out', () => {
    expect(languageProblems('x.ts', 'export default 1')).toEqual(['x.ts:1: a default export'])
    expect(languageProblems('x.ts', 'export default function f() {}')).toEqual(['x.ts:1: a default export'])
    expect(languageProblems('x.ts', 'enum E { A }')).toEqual(['x.ts:1: an enum'])
    expect(languageProblems('x.ts', '@a class B {}')).toEqual(['x.ts:1: a decorator'])
  })

  test('of focused tests', () => {
    expect(focusedTests('x.ts', "describe.only('a', () => {})\ntest.only.each([1])\nonly(1)\nthing.only")).toHaveLength(
      2,
    )
  })
})
