import { z } from 'zod'
import { sentence } from '../words'
import { readZnode } from '../znode-reader'
import { defineFact, seen } from './fact'

/** A znode's content, or one field of its JSON. */
export const znode = defineFact(
  'znode',
  z.strictObject({ path: z.string().regex(/^\//), field: z.string().optional() }),
  async ({ path, field }, { lab }) => {
    const content = await readZnode(lab.zookeeper, path)
    if (content === null) return seen(null, sentence('noZnode', { path }))
    if (field === undefined) return seen(content, `${path}: ${content}`)
    const value = (JSON.parse(content) as Record<string, string | number | boolean | null | undefined>)[field] ?? null
    return seen(value, `${path}: ${content}`)
  },
)
