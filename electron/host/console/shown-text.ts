/** Bytes as a screen shows them: UTF-8, with a dot for what controls a terminal. */
export function shownText(bytes: Buffer): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the ones to be taken out
  return bytes.toString('utf8').replace(/[\x00-\x08\x0b-\x1f\x7f]/g, '.')
}
