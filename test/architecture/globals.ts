import ts from 'typescript'
import { lineOf, parseSource } from './source-files'

/** What the core takes from its runtime instead, so that a simulation can run it on another clock, disk and network. */
export const BANNED_GLOBALS: ReadonlySet<string> = new Set([
  ...['Date', 'performance', 'setTimeout', 'setInterval', 'setImmediate', 'clearTimeout', 'clearInterval'],
  ...['clearImmediate', 'queueMicrotask', 'process', 'crypto', 'console', 'globalThis', 'global', 'require'],
  ...['__dirname', '__filename', 'fetch', 'structuredClone', 'WebSocket', 'Worker', 'SharedArrayBuffer', 'navigator'],
])

/** Uses of banned globals, of Math.random, and state that a module keeps for itself, each as one line. */
export const globalProblems = (path: string, text?: string): string[] => {
  const source = parseSource(path, text)
  const declared = declaredNames(source)
  const problems: string[] = []
  const visit = (node: ts.Node): void => {
    const problem = banned(node, declared) ?? moduleState(node)
    if (problem !== undefined) problems.push(`${path}:${lineOf(source, node)}: ${problem}`)
    ts.forEachChild(node, visit)
  }
  visit(source)
  return problems
}

/** Names that the file gives to something of its own, in any scope. */
const declaredNames = (source: ts.SourceFile): ReadonlySet<string> => {
  const names = new Set<string>()
  const visit = (node: ts.Node): void => {
    const name = (node as { name?: ts.Node }).name
    const declares =
      ts.isVariableDeclaration(node) ||
      ts.isParameter(node) ||
      ts.isFunctionDeclaration(node) ||
      ts.isClassDeclaration(node) ||
      ts.isBindingElement(node) ||
      ts.isImportSpecifier(node) ||
      ts.isImportClause(node) ||
      ts.isNamespaceImport(node)
    if (declares && name !== undefined && ts.isIdentifier(name)) names.add(name.text)
    ts.forEachChild(node, visit)
  }
  visit(source)
  return names
}

const banned = (node: ts.Node, declared: ReadonlySet<string>): string | undefined => {
  if (ts.isPropertyAccessExpression(node) && node.name.text === 'random')
    return ts.isIdentifier(node.expression) && node.expression.text === 'Math' ? 'Math.random' : undefined
  if (!ts.isIdentifier(node) || !BANNED_GLOBALS.has(node.text) || declared.has(node.text)) return undefined
  return isNameOnly(node) ? undefined : node.text
}

/** A member's, property's or label's name is not a use of the global of that name. */
const isNameOnly = (node: ts.Identifier): boolean => {
  const { parent } = node
  if (ts.isPropertyAccessExpression(parent)) return parent.name === node
  if (ts.isQualifiedName(parent)) return parent.right === node
  if (ts.isShorthandPropertyAssignment(parent)) return false
  return (parent as { name?: ts.Node }).name === node || (parent as { propertyName?: ts.Node }).propertyName === node
}

/** Several brokers run in one process under simulation: a module keeps nothing between calls. */
const moduleState = (node: ts.Node): string | undefined => {
  if (!ts.isVariableStatement(node) || !ts.isSourceFile(node.parent)) return undefined
  const { flags, declarations } = node.declarationList
  if ((flags & ts.NodeFlags.Const) === 0) return 'a variable of the module (let, var)'
  const container = declarations.find(({ initializer }) => initializer !== undefined && isEmptyContainer(initializer))
  return container === undefined ? undefined : 'an empty container of the module, which can only be there to be filled'
}

const isEmptyContainer = (node: ts.Expression): boolean => {
  if (ts.isNewExpression(node)) {
    const name = node.expression.getText()
    return (
      ['Map', 'Set', 'WeakMap', 'WeakSet', 'Array'].includes(name) &&
      (node.arguments ?? []).length === 0 &&
      !isReadonly(node)
    )
  }
  return ts.isArrayLiteralExpression(node) && node.elements.length === 0 && !isReadonly(node)
}

/** `const NONE: readonly string[] = []` and `const NONE: ReadonlyMap<…> = new Map()` are constants. */
const isReadonly = (node: ts.Expression): boolean =>
  ts.isVariableDeclaration(node.parent) && /^readonly |^Readonly/.test(node.parent.type?.getText() ?? '')
