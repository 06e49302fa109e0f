/** A stretch of the recording that can be read alone: a whole picture and what changed after it. */
export interface RecordedBlock {
  id: number
  fromMs: number
  /** Of its last change. */
  toMs: number
  /** Compressed. */
  sizeBytes: number
}

export interface RecordingExtent {
  /** Oldest first, without a gap in their ids. */
  blocks: RecordedBlock[]
  sizeBytes: number
  sizeBytesMax: number
  /** false: older blocks had to go, history starts with the first one here. */
  complete: boolean
}

export interface RecordingFunctions {
  /** Everything recorded up to this moment. */
  recordingExtent(): Promise<RecordingExtent>
  /** gzip in base64; inside it one `LabUpdate` a line, the first with `resync`; each event once, in the block of its time. NOT_FOUND: had to go meanwhile. */
  readRecordingBlock(request: { id: number }): Promise<{ gzip: string }>
}
