import type { Command } from '../command'

export const pwd: Command = {
  name: 'pwd',
  summary: 'the folder the prompt is in',
  run: async ({ files, out }) => {
    out(`${files.cwd}\n`)
    return 0
  },
}
