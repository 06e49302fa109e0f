/** `--property a=b --property c`: as the tools read them; a missing value is empty. Pure. */
export function keyValues(given: readonly string[]): Map<string, string> {
  return new Map(
    given.filter(Boolean).map((pair) => {
      const at = pair.indexOf('=')
      return at < 0 ? [pair, ''] : [pair.slice(0, at), pair.slice(at + 1)]
    }),
  )
}

export const isTrue = (text: string | undefined): boolean => text?.trim().toLowerCase() === 'true'
