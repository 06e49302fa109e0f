/** Records of one replica, by key and offset: what is there, and what went while a page looked. Read from the segments. */

import type { InBothLanguages } from './exercise-functions'

export interface KeyRecordView {
  offset: number
  timestampMs: number
  /** As text, or hex where it is none; shortened. null: no key. */
  key: string | null
  /** null: a tombstone. */
  value: string | null
  /** In full: keys that differ only behind the shortened part differ here. */
  keyId: string
  keySize: number
  valueSize: number
  /** Segment that it lies in, or lay in when it was last seen. */
  baseOffset: number
  /** A transaction's marker. */
  isControl: boolean
  /** `there`; gone by the cleaner; gone by retention or a request to delete records. */
  state: 'there' | 'cleaned' | 'deleted'
  /** When it was found gone. */
  goneMs: number | null
  /** Of a tombstone that was cleaned once: from when on the next cleaning may take it away. */
  deleteHorizonMs: number | null
}

export interface KeyFileView {
  /** Base offset of the segment. */
  baseOffset: number
  name: string
  sizeBytes: number
}

/** A cleaning that this picture saw the files of, before and after. */
export interface KeyCleaning {
  atMs: number
  firstDirtyOffset: number
  nextDirtyOffset: number
  recordsBefore: number
  recordsAfter: number
  filesBefore: KeyFileView[]
  filesAfter: KeyFileView[]
}

export interface KeyPicture {
  version: number
  brokerId: number
  topic: string
  partition: number
  readMs: number
  /** Records at earlier offsets are not in the picture. */
  fromOffset: number
  logStartOffset: number
  logEndOffset: number
  /** By offset, ascending; at most 2000, the newest. */
  records: KeyRecordView[]
  files: KeyFileView[]
  /** Newest first, at most 10. */
  cleanings: KeyCleaning[]
  /** Why the files cannot be read now. */
  problem: InBothLanguages | null
}
