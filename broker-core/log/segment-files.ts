import {
  LOG_SUFFIX,
  OFFSET_INDEX_SUFFIX,
  offsetFileName,
  TIME_INDEX_SUFFIX,
  TXN_INDEX_SUFFIX,
} from '../format/file-names'

export interface SegmentPaths {
  log: string
  offsetIndex: string
  timeIndex: string
  txnIndex: string
}

/** Where a segment's files lie; `mark` is `.deleted`, `.cleaned`, `.swap` or nothing. */
export function segmentPaths(directory: string, baseOffset: number, mark = ''): SegmentPaths {
  const path = (suffix: string) => `${directory}/${offsetFileName(baseOffset, suffix)}${mark}`
  return {
    log: path(LOG_SUFFIX),
    offsetIndex: path(OFFSET_INDEX_SUFFIX),
    timeIndex: path(TIME_INDEX_SUFFIX),
    txnIndex: path(TXN_INDEX_SUFFIX),
  }
}

export function allPaths(paths: SegmentPaths): string[] {
  return [paths.log, paths.offsetIndex, paths.timeIndex, paths.txnIndex]
}
