import { spawn } from 'node:child_process'

/** Opens an address in the user's browser where there is a desktop; the address is printed anyway. */
export function openInBrowser(url: string): void {
  const opener =
    process.platform === 'darwin' ? 'open' : process.env.DISPLAY || process.env.WAYLAND_DISPLAY ? 'xdg-open' : null
  if (opener === null) return
  const child = spawn(opener, [url], { stdio: 'ignore', detached: true })
  // No opener installed: the printed address is the way.
  child.on('error', () => undefined)
  child.unref()
}
