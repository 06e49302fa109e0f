import { type Command, CommandFailure } from '../command'
import { DATA } from '../files/places'

export const cd: Command = {
  name: 'cd',
  summary: 'go to another folder of the chosen broker',
  words: 'file',
  run: async ({ args, files }) => {
    await files.changeDirectory(args[0] ?? DATA).catch((error: Error) => {
      throw new CommandFailure(`cd: ${error.message.replace(/^cd: /, '')}`)
    })
    return 0
  },
}
