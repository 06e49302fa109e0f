/** A page shows text; longer values are cut, with a sign that they are. */
const TEXT_MAX = 16_384
const HEX_MAX = 1024

/** Bytes as a page shows them: text where they are text, else `0x…`. */
export function shownBytes(bytes: Buffer): string {
  const cut = bytes.subarray(0, TEXT_MAX)
  const text = cut.toString('utf8')
  return isText(text) ? text + (bytes.length > TEXT_MAX ? ` … (${bytes.length} bytes)` : '') : hexBytes(bytes)
}

/** `0x` and two digits a byte: what can be copied, compared and found in a hex dump. */
export function hexBytes(bytes: Buffer): string {
  const more = bytes.length > HEX_MAX ? ` … (${bytes.length} bytes)` : ''
  return `0x${bytes.toString('hex', 0, Math.min(bytes.length, HEX_MAX))}${more}`
}

/** No character that a text does not hold; one that was cut in two at the end is no fault. */
function isText(text: string): boolean {
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    const control = code < 0x20 && code !== 0x09 && code !== 0x0a && code !== 0x0d
    if (control || code === 0x7f || (code === 0xfffd && at < text.length - 1)) return false
  }
  return true
}
