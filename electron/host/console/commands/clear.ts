import type { Command } from '../command'

export const clear: Command = {
  name: 'clear',
  summary: 'empty the screen',
  run: async ({ out }) => {
    // What terminals understand; the page does too.
    out('\x1b[H\x1b[2J')
    return 0
  },
}
