import type { Command } from '../command'

export const history: Command = {
  name: 'history',
  summary: 'what was typed before',
  run: async ({ history, out }) => {
    for (const [at, line] of history.entries()) out(`${String(at + 1).padStart(5)}  ${line}\n`)
    return 0
  },
}
