/** Kept of a page that keeps dying. */
export const DEATHS_MAX = 3
const WITHIN_MS = 60_000

/** Whether a page that died at these moments (ms, the last one just now) is loaded again without asking. */
export function comesBackByItself(deaths: readonly number[]): boolean {
  const last = deaths[deaths.length - 1] ?? 0
  return deaths.filter((at) => last - at < WITHIN_MS).length < DEATHS_MAX
}
