const INKS = 6

/** Broker inks and shapes go by broker id: 1 circle, 2 square, 3 diamond, 4 hexagon, 5 triangle, 6 bar, then again. */
const slot = (brokerId: number) => ((((brokerId - 1) % INKS) + INKS) % INKS) + 1

export const brokerInk = (brokerId: number) => `var(--broker-${slot(brokerId)})`

/** The outline of a broker's badge in a square of `size` pixels. */
export function badgeShape(brokerId: number, size: number): string {
  const m = size / 2
  const r = m - 1
  switch (slot(brokerId)) {
    case 1:
      return `M${m} 1a${r} ${r} 0 1 1 0 ${2 * r}a${r} ${r} 0 1 1 0 ${-2 * r}z`
    case 2:
      return `M4 1h${size - 8}q3 0 3 3v${size - 8}q0 3 -3 3h${8 - size}q-3 0 -3 -3v${8 - size}q0 -3 3 -3z`
    case 3:
      return `M${m} .4L${size - 0.4} ${m}L${m} ${size - 0.4}L.4 ${m}Z`
    case 4:
      return `M${m / 2} 1.5H${size - m / 2}L${size - 0.5} ${m}L${size - m / 2} ${size - 1.5}H${m / 2}L.5 ${m}Z`
    case 5:
      return `M${m} .5L${size - 0.5} ${size - 1}H.5Z`
    default:
      return `M.5 ${size * 0.15}H${size - 0.5}V${size * 0.85}H.5Z`
  }
}

/** Epoch N is painted with slot N mod 8 everywhere. */
export const epochPaint = (epoch: number) => `var(--epoch-${((epoch % 8) + 8) % 8})`
export const epochEdge = (epoch: number) => `var(--epoch-${((epoch % 8) + 8) % 8}-edge)`
