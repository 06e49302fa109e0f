const UNITS = ['', 'K', 'M', 'G', 'T', 'P']

/** `1.5K`, `12M`: as `ls -h` and `du -h` round, upwards, with one decimal below ten. */
export function humanSize(bytes: number): string {
  let value = bytes
  let unit = 0
  for (; value >= 1024 && unit < UNITS.length - 1; unit++) value /= 1024
  if (unit === 0) return String(bytes)
  const tenths = Math.ceil(value * 10) / 10
  if (tenths < 10) return `${tenths.toFixed(1)}${UNITS[unit]}`
  const whole = Math.ceil(value)
  return whole < 1024 || unit === UNITS.length - 1 ? `${whole}${UNITS[unit]}` : `1.0${UNITS[unit + 1]}`
}
