import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { brokerArg, numberOf } from '../facts/args'
import { partitionDirectory } from '../partition-directory'
import { failure } from '../words'
import { defineVerb } from './verb'

/** Replaces text in a checkpoint file, as somebody with an editor would. Only files of this lab's brokers. */
export const editCheckpoint = defineVerb(
  'editCheckpoint',
  z.strictObject({
    broker: brokerArg,
    file: z.string().regex(/^[a-z-]+-checkpoint$/),
    topic: z.string().optional(),
    find: z.string(),
    put: z.string(),
  }),
  ({ file, find, put }) => `sed -i 's/${find}/${put}/' ${file}`,
  async (args, { lab }) => {
    const id = numberOf(args.broker)
    const folder = args.topic === undefined ? (lab.logDirs(id)[0] ?? '') : partitionDirectory(lab, id, args.topic, 0)
    const path = join(folder, args.file)
    const before = readFileSync(path, 'utf8')
    const after = before.replace(new RegExp(args.find, 'm'), args.put)
    if (after === before) throw failure('NOT_FOUND', 'nothingLike', { path, pattern: args.find })
    writeFileSync(path, after)
    return { output: [path] }
  },
)
