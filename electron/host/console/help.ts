import type { Command } from './command'

/** `help`, and `help COMMAND`, made from the commands themselves. */
export function helpOf(commands: readonly Command[]): Command {
  return {
    name: 'help',
    summary: 'what can be typed here',
    words: commands.map(({ name }) => name),
    run: async ({ args, out, error }) => {
      const [wanted] = args
      if (wanted === undefined) {
        const width = Math.max(...commands.map(({ name }) => name.length))
        for (const { name, summary } of [...commands].sort((one, other) => (one.name < other.name ? -1 : 1)))
          out(`${name.padEnd(width)}  ${summary}\n`)
        out('\nBehind a pipe: grep, head, tail, sort, wc -l. Ctrl-C ends a command, Ctrl-D its input.\n')
        return 0
      }
      const found = commands.find(({ name }) => name === wanted || name === `${wanted}.sh`)
      if (!found) {
        error(`help: there is no ${wanted}\n`)
        return 1
      }
      out(`${found.name}: ${found.summary}\n`)
      for (const [option, value] of Object.entries(found.options ?? {}))
        out(
          `  ${option}${value === null ? '' : ` <${typeof value === 'string' ? value : value.join('|') || 'value'}>`}\n`,
        )
      return 0
    },
  }
}
