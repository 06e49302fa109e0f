export type Properties = Record<string, string | number | boolean>

/** Java's properties format, for keys and values that need no escapes. */
export function formatProperties(properties: Properties): string {
  return Object.entries(properties)
    .map(([key, value]) => `${key}=${value}\n`)
    .join('')
}
