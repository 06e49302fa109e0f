/** A field and its bytes: what a hex view colours and names. */
export interface ByteField {
  name: string
  /** First byte, and the one behind the last, in the file (or in the decompressed block). */
  from: number
  to: number
  /** As one reads it. */
  value: string
  /** What it is for, where the name does not say. */
  note?: string
  fields?: ByteField[]
}

/** Of one batch so many records are taken apart; a page asks for the next ones. */
export const RECORDS_SHOWN_MAX = 200
