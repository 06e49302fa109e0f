import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join, posix } from 'node:path'
import ts from 'typescript'

export const REPOSITORY = join(__dirname, '..', '..')

/** Time to read and parse the whole repository on a machine that is busy with other tests. */
export const READING_MS = 120_000

/** Files of the repository, tracked or about to be, in POSIX form; ignored ones are left out. */
export const repositoryFiles = (): string[] =>
  execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], { cwd: REPOSITORY, encoding: 'utf8' })
    .split('\n')
    .filter((path) => path !== '' && existsSync(join(REPOSITORY, path)))
    .sort()

export const readText = (path: string): string => readFileSync(join(REPOSITORY, path), 'utf8')

const CODE = /\.(ts|mts|cts|js|mjs|cjs|vue)$/

export const isCode = (path: string): boolean => CODE.test(path)

/** The scripts of a Vue file, on their lines; any other file as it is. */
const scriptOf = (path: string, text: string): string => {
  if (!path.endsWith('.vue')) return text
  const blanked = text.replace(/[^\n]/g, ' ')
  let result = blanked
  for (const match of text.matchAll(/<script\b[^>]*>([\s\S]*?)<\/script>/g)) {
    const start = match.index + match[0].indexOf(match[1] as string, match[0].indexOf('>'))
    const end = start + (match[1] as string).length
    result = result.slice(0, start) + text.slice(start, end) + result.slice(end)
  }
  return result
}

const parsed = new Map<string, ts.SourceFile>()

/** The syntax tree of a file, parsed once; of the given text instead when there is one. */
export const parseSource = (path: string, text?: string): ts.SourceFile => {
  const known = text === undefined ? parsed.get(path) : undefined
  if (known !== undefined) return known
  const script = scriptOf(path, text ?? readText(path))
  const source = ts.createSourceFile(path, script, ts.ScriptTarget.ES2022, true, ts.ScriptKind.TS)
  if (text === undefined) parsed.set(path, source)
  return source
}

export const lineOf = (source: ts.SourceFile, node: ts.Node): number =>
  source.getLineAndCharacterOfPosition(node.getStart(source)).line + 1

export interface Import {
  readonly file: string
  readonly line: number
  /** As written. */
  readonly specifier: string
  /** Nothing of it is left at run time. */
  readonly typeOnly: boolean
  /** Repository path without extension of a relative import; undefined: a package or node module. */
  readonly target: string | undefined
}

/** Every import of a file: values, types, re-exports, `import()`, `import('x').T`, `require`. */
export const importsOf = (path: string, text?: string): Import[] => {
  const source = parseSource(path, text)
  const found: Import[] = []
  const add = (node: ts.Node, specifier: string): void => {
    const target = specifier.startsWith('.')
      ? posix.join(posix.dirname(path), specifier.replace(/\?.*$/, '')).replace(CODE, '')
      : undefined
    found.push({ file: path, line: lineOf(source, node), specifier, typeOnly: isTypeOnly(node), target })
  }
  const visit = (node: ts.Node): void => {
    const specifier = specifierOf(node)
    if (specifier !== undefined) add(node, specifier)
    ts.forEachChild(node, visit)
  }
  visit(source)
  return found
}

const isTypeOnly = (node: ts.Node): boolean => {
  if (ts.isImportTypeNode(node)) return true
  if (ts.isExportDeclaration(node)) return node.isTypeOnly
  return ts.isImportDeclaration(node) && node.importClause?.isTypeOnly === true
}

const textOf = (node: ts.Node | undefined): string | undefined =>
  node !== undefined && ts.isStringLiteralLike(node) ? node.text : undefined

const specifierOf = (node: ts.Node): string | undefined => {
  if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) return textOf(node.moduleSpecifier)
  if (ts.isImportEqualsDeclaration(node) && ts.isExternalModuleReference(node.moduleReference))
    return textOf(node.moduleReference.expression)
  if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) return textOf(node.argument.literal)
  if (!ts.isCallExpression(node)) return undefined
  const callee = node.expression
  const imports =
    callee.kind === ts.SyntaxKind.ImportKeyword ||
    (ts.isIdentifier(callee) && callee.text === 'require') ||
    (ts.isPropertyAccessExpression(callee) && callee.getText() === 'require.resolve')
  return imports ? textOf(node.arguments[0]) : undefined
}
