/**
 * Upper bounds for what a compressed frame can become, read from its block headers alone, so that a hostile few bytes are refused
 * before memory is taken for them. The native decoders have no limit of their own.
 */
const LZ4_MAGIC = 0x184d2204
const ZSTD_MAGIC = 0xfd2fb528
const SKIPPABLE_MAGIC_FIRST = 0x184d2a50
const SKIPPABLE_MAGIC_LAST = 0x184d2a5f
const ZSTD_BLOCK_SIZE_MAX = 131_072

/** LZ4 frames (magic, FLG, BD, optional content size and dictionary id, HC, blocks, end mark, optional checksum). */
export function lz4SizeBound(data: Buffer): number {
  let bound = 0
  for (let at = 0; at < data.length; ) {
    if (data.readUInt32LE(at) !== LZ4_MAGIC) throw new Error('not an LZ4 frame')
    const flags = data.readUInt8(at + 4)
    const blockSizeMax = 2 ** (8 + 2 * ((data.readUInt8(at + 5) >> 4) & 7))
    at += 7 + (flags & 0x08 ? 8 : 0) + (flags & 0x01 ? 4 : 0)
    for (;;) {
      const header = data.readUInt32LE(at)
      at += 4
      if (header === 0) break
      at += (header & 0x7fffffff) + (flags & 0x10 ? 4 : 0)
      bound += blockSizeMax
    }
    at += flags & 0x04 ? 4 : 0
  }
  return bound
}

/**
 * Zstandard frames (RFC 8878), skippable ones included. A frame that states its content size counts with that, any other with 128 KiB
 * for each compressed block: more than it holds when the encoder made small blocks.
 */
export function zstdSizeBound(data: Buffer): number {
  let bound = 0
  for (let at = 0; at < data.length; ) {
    const magic = data.readUInt32LE(at)
    if (magic >= SKIPPABLE_MAGIC_FIRST && magic <= SKIPPABLE_MAGIC_LAST) {
      at += 8 + data.readUInt32LE(at + 4)
      continue
    }
    if (magic !== ZSTD_MAGIC) throw new Error('not a zstd frame')
    const descriptor = data.readUInt8(at + 4)
    const contentSize = zstdContentSize(data, at + 5, descriptor)
    const boundBefore = bound
    at += 5 + zstdHeaderRest(descriptor)
    for (let last = false; !last; ) {
      const header = data.readUIntLE(at, 3)
      const size = header >> 3
      const type = (header >> 1) & 3
      last = (header & 1) === 1
      // Raw and run-length blocks state their decoded size; a compressed one yields at most 128 KiB.
      bound += type === 2 ? ZSTD_BLOCK_SIZE_MAX : size
      at += 3 + (type === 1 ? 1 : size)
    }
    at += descriptor & 0x04 ? 4 : 0
    if (contentSize !== undefined) bound = boundBefore + contentSize
  }
  return bound
}

/** The first frame states its content size: a decoder takes that much memory, whatever limit it was given. */
export function zstdStatesSize(data: Buffer): boolean {
  return zstdContentSizeBytes(data.readUInt8(4)) > 0
}

function zstdHeaderRest(descriptor: number): number {
  return zstdContentSizeAt(descriptor) + zstdContentSizeBytes(descriptor)
}

/** Bytes between the descriptor and the content size: window, unless the frame is a single segment, and dictionary id. */
function zstdContentSizeAt(descriptor: number): number {
  return (descriptor & 0x20 ? 0 : 1) + [0, 1, 2, 4][descriptor & 3]!
}

function zstdContentSizeBytes(descriptor: number): number {
  return [descriptor & 0x20 ? 1 : 0, 2, 4, 8][descriptor >> 6]!
}

function zstdContentSize(data: Buffer, start: number, descriptor: number): number | undefined {
  const at = start + zstdContentSizeAt(descriptor)
  switch (zstdContentSizeBytes(descriptor)) {
    case 1:
      return data.readUInt8(at)
    case 2:
      return data.readUInt16LE(at) + 256
    case 4:
      return data.readUInt32LE(at)
    case 8:
      return Number(data.readBigUInt64LE(at))
    default:
      return undefined
  }
}
