/**
 * Key and value of a transaction marker, the single record of a control batch.
 *
 *     key    int16 version 0 | int16 type: 0 ABORT, 1 COMMIT          `0000 0001`
 *     value  int16 version 0 | int32 coordinator epoch                `0000 00000007`
 */
export interface EndTransactionMarker {
  type: 'abort' | 'commit'
  coordinatorEpoch: number
}

/** undefined: a control record of another kind, or malformed. */
export function decodeEndTransactionMarker(key: Buffer | null, value: Buffer | null): EndTransactionMarker | undefined {
  if (key === null || key.length < 4 || value === null || value.length < 6) return undefined
  const type = key.readInt16BE(2)
  if (type !== 0 && type !== 1) return undefined
  return { type: type === 0 ? 'abort' : 'commit', coordinatorEpoch: value.readInt32BE(2) }
}

export function encodeEndTransactionMarker(marker: EndTransactionMarker): { key: Buffer; value: Buffer } {
  const key = Buffer.alloc(4)
  key.writeInt16BE(marker.type === 'abort' ? 0 : 1, 2)
  const value = Buffer.alloc(6)
  value.writeInt32BE(marker.coordinatorEpoch, 2)
  return { key, value }
}
