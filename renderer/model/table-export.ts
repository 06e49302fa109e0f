export type Cell = string | number | boolean | null | undefined
export type ExportRow = Readonly<Record<string, Cell>>

/** A table as comma separated values (RFC 4180): what holds a comma, a quote or a line end is quoted. */
export function csvText(rows: readonly ExportRow[]): string {
  const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))]
  const lines = [columns, ...rows.map((row) => columns.map((column) => row[column]))]
  return lines.map((cells) => `${cells.map(csvCell).join(',')}\r\n`).join('')
}

function csvCell(value: Cell): string {
  if (value === null || value === undefined) return ''
  const text = String(value)
  // A spreadsheet takes such a text for a formula; a number is none.
  const safe = typeof value === 'string' && /^[=+@\t\r]|^-(?!\d)/.test(text) ? `'${text}` : text
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}

export const jsonText = (rows: readonly ExportRow[]): string => `${JSON.stringify(rows, null, 2)}\n`
