import { type Command, CommandFailure } from '../command'
import { shownText } from '../shown-text'

const PIECE_BYTES = 64 * 1024
/** More is no text that somebody reads: `tail` shows the end of a large file. */
const BYTES_MAX = 8 * 1024 * 1024

export const cat: Command = {
  name: 'cat',
  summary: 'show a file: a checkpoint, server.properties, a log of a broker',
  words: 'file',
  run: async ({ args, files, out, input, signal }) => {
    // `cat > file`: what is typed until Ctrl-D.
    if (args.length === 0) {
      for (let line = await input.next(signal); line !== null; line = await input.next(signal)) out(`${line}\n`)
      return 0
    }
    for (const name of args) {
      const found = await files.find(name).catch((error: Error) => {
        throw new CommandFailure(`cat: ${error.message}`)
      })
      const { kind, sizeBytes } = await files.facts(found, name)
      if (kind === 'directory') throw new CommandFailure(`cat: ${name}: Is a directory`)
      if (sizeBytes > BYTES_MAX)
        throw new CommandFailure(
          `cat: ${name}: ${sizeBytes} bytes are too many to show; use tail, hexdump or kafka-dump-log.sh`,
        )
      for (let at = 0; at < sizeBytes && !signal.aborted; at += PIECE_BYTES)
        out(shownText(await files.read(found, at, PIECE_BYTES)))
    }
    return 0
  },
}
