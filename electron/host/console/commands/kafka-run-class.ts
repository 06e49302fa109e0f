import { type Command, CommandFailure } from '../command'
import { kafkaDumpLog } from './kafka-dump-log'
import { kafkaGetOffsets } from './kafka-get-offsets'

const CLASSES: Readonly<Record<string, Command>> = {
  'kafka.tools.GetOffsetShell': kafkaGetOffsets,
  'kafka.tools.DumpLogSegments': kafkaDumpLog,
}

/** `kafka-run-class.sh kafka.tools.GetOffsetShell …`: the tools that had no script of their own in 2.6, or earlier. */
export const kafkaRunClass: Command = {
  name: 'kafka-run-class.sh',
  summary: 'tools by their class: kafka.tools.GetOffsetShell, kafka.tools.DumpLogSegments',
  words: Object.keys(CLASSES),
  run: async (context) => {
    const [className = '', ...args] = context.args
    const command = CLASSES[className]
    if (!command) throw new CommandFailure(`Error: Could not find or load main class ${className}`)
    return command.run({ ...context, args })
  },
}
