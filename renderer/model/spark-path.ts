/** A line from 0 at the bottom: the right edge is now, a missing value is a gap. Pure; drawn at 1:1. */
export function sparkPath(
  values: readonly (number | null)[],
  capacity: number,
  size: { width: number; height: number },
): string {
  const top = Math.max(1, ...values.map((value) => value ?? 0))
  const step = size.width / Math.max(1, capacity - 1)
  const x = (index: number) => size.width - (values.length - 1 - index) * step
  const y = (value: number) => size.height - (value / top) * size.height
  let path = ''
  let drawing = false
  values.forEach((value, index) => {
    if (value === null) {
      drawing = false
      return
    }
    const point = `${x(index).toFixed(1)} ${y(value).toFixed(1)}`
    // A single value between two gaps is a dot.
    path += drawing ? `L${point}` : `M${point}${isNextMissing(values, index) ? 'h.1' : ''}`
    drawing = true
  })
  return path
}

const isNextMissing = (values: readonly (number | null)[], index: number) => (values[index + 1] ?? null) === null
