import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { repositoryRoot } from '../helpers/programs'
import { parseTranscript, type Transcript } from './transcript'

const FOLDER = join(repositoryRoot, 'test/scenarios')
const SUFFIX = '.transcript'

/** Every transcript of this folder, by name. */
export const allTranscripts = (): Transcript[] =>
  readdirSync(FOLDER)
    .filter((name) => name.endsWith(SUFFIX))
    .sort()
    .map((name) => transcriptNamed(name))

export const transcriptNamed = (name: string, changed: (text: string) => string = (text) => text): Transcript =>
  parseTranscript(name, changed(readFileSync(join(FOLDER, name), 'utf8')))

/** What a lab must be set to for all of these. */
export const settingsOf = (transcripts: readonly Transcript[]): Record<string, string> =>
  Object.assign({}, ...transcripts.map(({ settings }) => settings)) as Record<string, string>
