import ts from 'typescript'
import { lineOf, parseSource } from './source-files'

export const LINES_MAX = 400
/** Longest function there may be; lowered when the longest ones get shorter. */
export const FUNCTION_LINES_MAX = 80

/** Words that say a file is not finished. */
const UNFINISHED = /\b(TODO|FIXME|XXX|HACK)\b/

/** Traces of the machine somebody worked on, and package sources that not everybody has. */
const MACHINE =
  /(?<![\w./-])\/(?:work|root)\/|https?:\/\/[^\s/"']*(?:mirror|artifactory|nexus|verdaccio|pkg-proxy)[^\s"']*/

/** Lines of a text that no file of the project may have. */
export const textProblems = (path: string, text: string): string[] =>
  text.split('\n').flatMap((line, index) => {
    const found = [UNFINISHED.exec(line)?.[0], MACHINE.exec(line)?.[0]].filter((match) => match !== undefined)
    return found.map((match) => `${path}:${index + 1}: ${match}`)
  })

/** Headings of the first level outside code blocks. */
export const topHeadings = (markdown: string): number =>
  markdown
    .replace(/^```[\s\S]*?^```/gm, '')
    .split('\n')
    .filter((line) => /^# /.test(line)).length

/** What the language of this project leaves out: default exports, enums, decorators, `any` by assertion. */
export const languageProblems = (path: string, text?: string): string[] => {
  const source = parseSource(path, text)
  const problems: string[] = []
  const visit = (node: ts.Node): void => {
    const problem = leftOut(node)
    if (problem !== undefined) problems.push(`${path}:${lineOf(source, node)}: ${problem}`)
    ts.forEachChild(node, visit)
  }
  visit(source)
  return problems
}

const leftOut = (node: ts.Node): string | undefined => {
  if (ts.isExportAssignment(node)) return 'a default export'
  if (ts.isEnumDeclaration(node)) return 'an enum'
  if (ts.isDecorator(node)) return 'a decorator'
  const modifiers = ts.canHaveModifiers(node) ? ts.getModifiers(node) : undefined
  return modifiers?.some(({ kind }) => kind === ts.SyntaxKind.DefaultKeyword) ? 'a default export' : undefined
}

/** Functions longer than the limit. */
export const longFunctions = (path: string, linesMax: number): string[] => {
  const source = parseSource(path)
  const found: string[] = []
  const visit = (node: ts.Node): void => {
    const lines = ts.isFunctionLike(node)
      ? source.getLineAndCharacterOfPosition(node.end).line + 2 - lineOf(source, node)
      : 0
    if (lines > linesMax) found.push(`${path}:${lineOf(source, node)}: a function of ${lines} lines`)
    ts.forEachChild(node, visit)
  }
  visit(source)
  return found
}

/** `.only` on a test or a suite: the others would not run, and nobody would notice. */
export const focusedTests = (path: string, text?: string): string[] => {
  const source = parseSource(path, text)
  const found: string[] = []
  const visit = (node: ts.Node): void => {
    if (
      ts.isPropertyAccessExpression(node) &&
      node.name.text === 'only' &&
      /^(test|it|describe|suite)\b/.test(node.getText())
    )
      found.push(`${path}:${lineOf(source, node)}: ${node.getText()}`)
    ts.forEachChild(node, visit)
  }
  visit(source)
  return found
}
