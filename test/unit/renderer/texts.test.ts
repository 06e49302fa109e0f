import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { parse } from 'vue/compiler-sfc'
import { messagesOf } from '../../../renderer/locales/messages'
import { repositoryRoot } from '../../helpers/programs'

const root = join(repositoryRoot, 'renderer')
const files = (readdirSync(root, { recursive: true }) as string[]).filter((name) => /\.(vue|ts)$/.test(name))
const components = files.filter((name) => name.endsWith('.vue'))
const read = (name: string) => readFileSync(join(root, name), 'utf8')

interface Node {
  type: number
  tag?: string
  content?: unknown
  children?: Node[]
  branches?: Node[]
  props?: { type: number; name: string; value?: { content: string } }[]
  loc: { start: { line: number } }
}
const TEXT = 2
const ATTRIBUTE = 6
const spoken = new Set(['title', 'alt', 'label', 'aria-label', 'aria-description', 'text', 'hint', 'word'])
const hasWord = (text: string) => /\p{L}{2}/u.test(text)

/** Words that a reader would see and that no locale file holds. */
function literals(node: Node): string[] {
  const own =
    node.type === TEXT && hasWord(String(node.content))
      ? [`${node.loc.start.line}: ${String(node.content).trim()}`]
      : []
  const attributes = (node.props ?? [])
    .filter((prop) => prop.type === ATTRIBUTE && spoken.has(prop.name) && hasWord(prop.value?.content ?? ''))
    .map((prop) => `${node.loc.start.line}: ${prop.name}="${prop.value?.content}"`)
  return [...own, ...attributes, ...(node.children ?? []).flatMap(literals)]
}

function literalsOf(source: string): string[] {
  const { descriptor } = parse(source)
  return descriptor.template?.ast ? literals(descriptor.template.ast as unknown as Node) : []
}

const flatten = (value: unknown, path: string): string[] =>
  typeof value === 'string'
    ? [path]
    : Object.entries(value as object).flatMap(([key, inner]) => flatten(inner, path ? `${path}.${key}` : key))
const keys = new Set(flatten(messagesOf('en'), ''))

describe('every word of the page is in the locale files', () => {
  it.each(components)('%s', (name) => expect(literalsOf(read(name))).toEqual([]))

  it('and a literal would be found', () => {
    expect(literalsOf('<template><p title="Good morning">{{ t("a.b") }}<b>Hello</b> –</p></template>')).toHaveLength(2)
  })
})

describe('every key that is asked for exists', () => {
  const asked = files.flatMap((name) =>
    [...read(name).matchAll(/\bt\(\s*'([a-zA-Z][\w.-]*)'/g)].map((match) => ({ name, key: match[1]! })),
  )
  it('and there are many', () => expect(asked.length).toBeGreaterThan(150))
  it('in English', () => expect(asked.filter(({ key }) => !keys.has(key))).toEqual([]))

  it('and families of keys have members', () => {
    const families = files.flatMap((name) =>
      [...read(name).matchAll(/\bt\(\s*`([\w.]+)\.\$\{/g)].map((match) => match[1]!),
    )
    const all = [...keys, ...flatten(messagesOf('ko'), '')]
    const missing = families.filter((family) => !all.some((key) => key.startsWith(`${family}.`)))
    expect(families.length).toBeGreaterThan(15)
    expect(missing).toEqual([])
  })
})

describe('the page has nothing that its policy forbids', () => {
  it.each(components)('%s has no inline style and no raw HTML', (name) => {
    const template = /<template>[\s\S]*<\/template>/.exec(read(name))?.[0] ?? ''
    expect(template).not.toMatch(/\sstyle="|v-html|\son[a-z]+="/)
  })
})
