import { IMPORT_TABLE, type ImportRow } from './import-table'
import type { Import } from './source-files'

const within = (path: string, folder: string): boolean => path === folder || path.startsWith(`${folder}/`)

/** The row a file belongs to: the longest folder that holds it. */
export const rowOf = (path: string): string | undefined =>
  Object.keys(IMPORT_TABLE)
    .filter((folder) => within(path, folder))
    .sort((left, right) => right.length - left.length)[0]

/** An entry of the table covers a path below it, unless a sealed folder lies between. */
const covers = (entry: string, path: string): boolean => {
  const row = rowOf(path)
  const sealed = row !== undefined && IMPORT_TABLE[row]?.sealed === true
  return within(path, entry) && (!sealed || within(entry, row))
}

/** `chart.js` of `chart.js/auto`, `@a/b` of `@a/b/c`. */
const packageName = (specifier: string): string =>
  specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/')

const packageAllowed = ({ packages = [] }: ImportRow, specifier: string): boolean =>
  specifier.startsWith('node:')
    ? packages.includes(specifier) || packages.includes('node:*')
    : packages.includes(packageName(specifier))

/** What is wrong with an import; undefined: the table allows it. */
export const importProblem = (found: Import): string | undefined => {
  const from = rowOf(found.file)
  if (from === undefined) return `${found.file}: its folder has no row in the import table`
  const row = IMPORT_TABLE[from] as ImportRow
  const { imports = [], types = [], packages = [] } = row
  const where = `${found.file}:${found.line} imports ${found.specifier}`
  if (found.target === undefined)
    return packageAllowed(row, found.specifier)
      ? undefined
      : `${where}; packages of ${from}: ${packages.join(', ') || 'none'}`
  const to = found.target
  if (rowOf(to) === from || imports.some((entry) => covers(entry, to))) return undefined
  const typed = types.some((entry) => covers(entry, to))
  if (typed && found.typeOnly) return undefined
  const allowed = [...imports, ...types.map((folder) => `${folder} (types)`)].join(', ') || 'nothing'
  return `${where}${typed ? ' as a value' : ''}; ${from} may import ${allowed}`
}
