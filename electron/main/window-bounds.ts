import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { app, type Rectangle, screen } from 'electron'

const DEFAULT = { width: 1440, height: 900 }
const path = () => join(app.getPath('userData'), 'window.json')

/** Where the window was last time, if a screen still shows that place. */
export function rememberedBounds(): Partial<Rectangle> & { width: number; height: number } {
  try {
    const bounds = JSON.parse(readFileSync(path(), 'utf8')) as Rectangle
    const { x, y, width, height } = screen.getDisplayMatching(bounds).workArea
    const visible =
      bounds.x < x + width && bounds.x + bounds.width > x && bounds.y < y + height && bounds.y + bounds.height > y
    return visible && bounds.width >= 640 && bounds.height >= 480 ? bounds : DEFAULT
  } catch {
    // First start, or a file that is no rectangle.
    return DEFAULT
  }
}

export function rememberBounds(bounds: Rectangle): void {
  try {
    writeFileSync(path(), JSON.stringify(bounds))
  } catch {
    // A window that opens in its default place next time is no reason to trouble anybody.
  }
}
