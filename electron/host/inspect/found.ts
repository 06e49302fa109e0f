/** What can be found in a directory, as sentences with places for values. A page that has the sentence in its language says it anew from the values. */
export const foundSentences = {
  /** A file that cannot be read or decoded: the system's or the decoder's own words. */
  said: '{text}',
  more: 'and {count} more of this kind',
  missingFile: 'it is not there',
  leadsOut: 'it leads out of the directory',
  notAPartition: 'not the name of a partition',
  notInDirectory: '{name} is not in the directory',
  noLogFile: 'there is no .log file of that offset',
  lineBeyondEnd: '{name}: the line says {offset}, the log ends at {logEndOffset}',
  noBytes: 'the file ends with its last batch',
  tornHeader: '{left} bytes at the end are too few for the header of a batch',
  tornBatch: 'the batch at the end says {bytes} bytes, {left} are there',
  stillWritten: '{left} bytes at the end are no whole batch yet: the file is growing',
  zeros: '{left} zero bytes follow the last batch',
  garbageLength: 'a batch length of {length}; {left} bytes from here on are out of reach',
  garbageHeader: 'a batch length of {length}, less than the header’s; {left} bytes from here on are out of reach',
  garbageMagic: 'magic {magic}; {left} bytes from here on are out of reach',
  soundBehind: 'a sound batch with offset {offset} begins {bytes} bytes behind the damage',
  crc: 'the batch of offsets {first} to {last} ({bytes} bytes) does not match its CRC {crc}',
  magic: 'magic {magic} at offset {offset}',
  outOfOrder: 'a batch of offsets {first} to {last} where {expected} or more is expected',
  firstBatch: 'the first batch begins at {offset}',
  gaps: '{missing} offsets are missing in {places} places between {first} and {last}',
  formats: 'messages of format {formats}',
  emptyBefore: 'it is empty, the next segment begins at {next}',
  endsBefore: 'it ends at {last}, the next segment begins at {next}',
  zerosInIndex: '{count} entries, then zeros up to {bytes} bytes',
  noMultiple: '{bytes} bytes are no multiple of {entry}',
  entriesAscend: 'entry {offset} -> {position} follows {previousOffset} -> {previousPosition}: entries ascend',
  entryNowhere: 'entry {offset} -> {position}: no batch begins at byte {position} of the log',
  entryTooLow: 'entry {offset} -> {position}: the batch there ends at {last}',
  timesAscend: 'timestamp {timestamp} follows {previous}: they ascend',
  timeNowhere: 'offset {offset} is not in the log',
  notLargest: 'timestamp {timestamp} at offset {offset}: the largest up to there in the log is {largest}',
  epochBack: 'offset {offset} is of epoch {epoch}, an earlier batch of {newest}',
  epochOther: 'the batch at offset {offset} is of epoch {epoch}, the file says {told}',
  epochUntold: 'the batch at offset {offset} is of epoch {epoch}, the file says none',
  epochsInLog: 'the log has epochs up to {newest}',
  epochBeyond: 'epoch {epoch} begins at {offset}, the log ends at {logEndOffset}',
  same: 'offsets {first} to {last} are the same byte for byte',
  sameAsFar:
    'offsets {first} to {last} are the same byte for byte; the left copy ends at {left}, the right one at {right}',
  nothingShared: 'no offset is in both; the left copy ends at {left}, the right one at {right}',
  bothEmpty: 'no offset is in both',
  onlyLeft: 'only the left copy has a batch at offset {offset}; the other goes on at {next}',
  onlyRight: 'only the right copy has a batch at offset {offset}; the other goes on at {next}',
  otherByte: 'the batch at offset {offset} differs from its byte {byte} on',
  otherField: 'the batch at offset {offset} differs from its byte {byte} on, in {field}',
} as const

export type FoundKey = keyof typeof foundSentences
type Places<Text extends string> = Text extends `${string}{${infer Place}}${infer Rest}` ? Place | Places<Rest> : never

export interface Found {
  /** In English. */
  what: string
  found: { sentence: FoundKey; values: Readonly<Record<string, string | number>> }
}

export function found<Key extends FoundKey>(
  sentence: Key,
  values: Readonly<Record<Places<(typeof foundSentences)[Key]>, string | number>>,
): Found {
  const told: Readonly<Record<string, string | number>> = values
  const what = foundSentences[sentence].replace(/\{(\w+)\}/g, (_, place: string) => String(told[place]))
  return { what, found: { sentence, values } }
}

/** What the system or a decoder said of a file. */
export const saidOf = (error: unknown): Found =>
  found('said', { text: error instanceof Error ? error.message : String(error) })
