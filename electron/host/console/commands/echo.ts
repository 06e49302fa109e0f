import type { Command } from '../command'

export const echo: Command = {
  name: 'echo',
  summary: "print words; `echo '…' > moves.json` keeps them as a file for the tools",
  run: async ({ args, out }) => {
    const [first, ...rest] = args
    out(first === '-n' ? rest.join(' ') : `${args.join(' ')}\n`)
    return 0
  },
}
