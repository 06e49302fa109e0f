import { readFileSync, statSync } from 'node:fs'
import {
  decodeLeaderEpochCheckpoint,
  LEADER_EPOCH_CHECKPOINT,
} from '../../../broker-core/format/leader-epoch-checkpoint'
import { decodeOffsetCheckpoint } from '../../../broker-core/format/offset-checkpoint'
import type { InBothLanguages } from '../api/exercise-functions'
import type { CheckpointFileView } from '../api/views'
import { inspectWords } from '../words/inspect-words'
import { errorText, sentence } from '../words/wording'

const SIZE_MAX = 1024 * 1024

/** A checkpoint file as it stands: raw, its entry lines numbered, and what is wrong with it. undefined: not there (yet). */
export function readCheckpointFile(path: string, name: string): CheckpointFileView | undefined {
  const stat = statSync(path, { throwIfNoEntry: false })
  if (!stat) return undefined
  if (stat.size > SIZE_MAX)
    return {
      path,
      raw: '',
      entries: [],
      problem: sentence(inspectWords.tooLarge, { size: stat.size }),
      writtenMs: stat.mtimeMs,
    }
  try {
    const content = readFileSync(path)
    return { path, ...checkpointContent(content, name), writtenMs: stat.mtimeMs }
  } catch (error) {
    return { path, raw: '', entries: [], problem: messageOf(error), writtenMs: stat.mtimeMs }
  }
}

export function checkpointContent(
  content: Buffer,
  name: string,
): Pick<CheckpointFileView, 'raw' | 'entries' | 'problem'> {
  const raw = content.toString('utf8')
  const lines = raw.split('\n').map((text, at) => ({ line: at + 1, text }))
  // Version and count are the file's frame; an empty last line is its end.
  const entries = lines.slice(2).filter(({ text }) => text !== '')
  return { raw, entries, problem: problemOf(content, name) }
}

function problemOf(content: Buffer, name: string): InBothLanguages | null {
  try {
    if (name === LEADER_EPOCH_CHECKPOINT) decodeLeaderEpochCheckpoint(content)
    else decodeOffsetCheckpoint(content)
    return null
  } catch (error) {
    return messageOf(error)
  }
}

const messageOf = (error: unknown): InBothLanguages => sentence(inspectWords.badFile, { text: errorText(error) })
