/** `%-15s` of Java's format: padded on the right. Pure. */
export const left = (value: string | number | null | undefined, width: number): string =>
  String(value ?? '-').padEnd(width)

/** Wide enough for every value and for `min`. */
export const widthOf = (min: number, values: readonly string[]): number =>
  values.reduce((width, value) => Math.max(width, value.length), min)
