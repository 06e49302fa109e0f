/** Telemetry repaints the page at most this often; structure changes are painted in the next frame. */
export const REPAINT_INTERVAL_MS = 250

const nextFrame = () => new Promise<void>((resolve) => window.requestAnimationFrame(() => resolve()))
const wait = (ms: number) => new Promise<void>((resolve) => window.setTimeout(resolve, ms))

/** Lets updates through in one frame for the whole page. */
export function createPainter() {
  let paintedMs = Number.NEGATIVE_INFINITY
  return {
    /** Resolves when the page may change. */
    async turn(urgent: boolean): Promise<void> {
      const dueInMs = paintedMs + REPAINT_INTERVAL_MS - performance.now()
      if (!urgent && dueInMs > 0) await wait(dueInMs)
      if (!document.hidden) await nextFrame()
      paintedMs = performance.now()
    },
  }
}
