const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']
const HALF_A_YEAR_MS = 182.6 * 86_400_000

/** `Nov 23 14:05`, or with the year where it is half a year ago, as `ls -l` in the C locale. In the machine's time zone. */
export function lsTime(atMs: number, nowMs: number): string {
  const date = new Date(atMs)
  const two = (value: number) => String(value).padStart(2, '0')
  const day = `${MONTHS[date.getMonth()]} ${String(date.getDate()).padStart(2)}`
  const recent = atMs > nowMs - HALF_A_YEAR_MS && atMs <= nowMs + 60_000
  return recent ? `${day} ${two(date.getHours())}:${two(date.getMinutes())}` : `${day}  ${date.getFullYear()}`
}
