import { z } from 'zod'
import { defineVerb } from './verb'

/** null deletes the override. */
export const alterConfig = defineVerb(
  'alterConfig',
  z.strictObject({
    type: z.enum(['topic', 'broker', 'brokerDefault']),
    name: z.union([z.string(), z.number()]),
    changes: z.record(z.string(), z.string().nullable()),
  }),
  ({ type, name, changes }) => {
    const entries = Object.entries(changes)
    const added = entries.filter(([, value]) => value !== null).map(([key, value]) => `${key}=${value}`)
    const deleted = entries.filter(([, value]) => value === null).map(([key]) => key)
    const who = type === 'brokerDefault' ? '--entity-default' : `--entity-name ${name}`
    return [
      `kafka-configs.sh --bootstrap-server broker1:9092 --alter --entity-type ${type === 'topic' ? 'topics' : 'brokers'} ${who}`,
      added.length > 0 ? ` --add-config ${added.join(',')}` : '',
      deleted.length > 0 ? ` --delete-config ${deleted.join(',')}` : '',
    ].join('')
  },
  async ({ type, name, changes }, { lab, running }) => {
    const alter = (wanted: typeof changes) => lab.functions.alterConfigs({ type, name: String(name), changes: wanted })
    const { command } = await alter(changes)
    // A topic goes with its exercise; a broker's setting would stay behind.
    if (type !== 'topic')
      for (const [key, value] of Object.entries(changes)) {
        const left = `config-${type}-${name}-${key}`
        if (value === null) running.delete(left)
        else running.set(left, { stop: async () => void (await alter({ [key]: null })) })
      }
    return { command }
  },
)
