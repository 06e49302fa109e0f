import { createRequire } from 'node:module'
import * as zlib from 'node:zlib'
import * as zstdWasm from '@bokuweb/zstd-wasm'
import type { Codec } from '../codec'
import { lz4SizeBound, zstdSizeBound, zstdStatesSize } from './frame-bounds'

interface Algorithm {
  compress(data: Buffer): Buffer
  decompress(data: Buffer, sizeMax: number): Buffer
}

/** The slack of one block: the last block's true size is not in the headers. */
const BLOCK_SLACK = 4 * 1024 * 1024
/** Electron's V8 memory cage refuses buffers that native code allocated. */
const SNAPPY_OPTIONS = { copyOutputData: process.versions.electron !== undefined }

/** Loaded when first used: a broker that is starting has no time for codecs that nobody has asked for yet. */
const load = createRequire(import.meta.url)
const snappy = (): typeof import('snappy') => load('snappy')
const lz4Napi = (): typeof import('lz4-napi') => load('lz4-napi')

/** zstd is loaded at once, since its WebAssembly loads asynchronously; it is Node's own where it has one (22.15), WebAssembly elsewhere. */
export async function createNodeCodec(): Promise<Codec> {
  const algorithms = { gzip, snappy: rawSnappy, lz4, zstd: nativeZstd() ?? (await wasmZstd()) }
  return {
    compress: (codec, data) => algorithms[codec].compress(data),
    decompress: (codec, data, sizeMax) => algorithms[codec].decompress(data, sizeMax),
  }
}

const gzip: Algorithm = {
  compress: (data) => zlib.gzipSync(data),
  decompress: (data, sizeMax) => zlib.gunzipSync(data, { maxOutputLength: sizeMax }),
}

const rawSnappy: Algorithm = {
  compress: (data) => snappy().compressSync(data, SNAPPY_OPTIONS),
  decompress: (data, sizeMax) => {
    refuseAbove(sizeMax, snappySize(data))
    return snappy().uncompressSync(data, { ...SNAPPY_OPTIONS, asBuffer: true }) as Buffer
  },
}

const lz4: Algorithm = {
  compress: (data) => lz4Napi().compressFrameSync(data),
  decompress: (data, sizeMax) => {
    refuseAbove(sizeMax + BLOCK_SLACK, lz4SizeBound(data))
    return lz4Napi().decompressFrameSync(data)
  },
}

/** A raw snappy block begins with its decoded length as an unsigned varint. */
function snappySize(data: Buffer): number {
  let size = 0
  for (let index = 0; index < 5; index++) {
    const byte = data.readUInt8(index)
    size += (byte & 0x7f) * 2 ** (7 * index)
    if (byte < 0x80) return size
  }
  throw new Error('not a snappy block')
}

function refuseAbove(sizeMax: number, size: number): void {
  if (size > sizeMax) throw new Error(`decompresses to up to ${size} bytes, more than the ${sizeMax} allowed`)
}

interface ZlibWithZstd {
  zstdCompressSync?(data: Buffer): Buffer
  zstdDecompressSync?(data: Buffer, options: { maxOutputLength: number }): Buffer
}

function nativeZstd(): Algorithm | undefined {
  const { zstdCompressSync, zstdDecompressSync } = zlib as unknown as ZlibWithZstd
  if (zstdCompressSync === undefined || zstdDecompressSync === undefined) return undefined
  return {
    compress: (data) => zstdCompressSync(data),
    decompress: (data, sizeMax) => zstdDecompressSync(data, { maxOutputLength: sizeMax }),
  }
}

/** The module keeps one WebAssembly instance for the process; initialising it again would replace the one in use. */
let zstdLoading: Promise<void> | undefined

async function wasmZstd(): Promise<Algorithm> {
  zstdLoading ??= zstdWasm.init()
  await zstdLoading
  return {
    compress: (data) => asBuffer(zstdWasm.compress(data)),
    decompress: (data, sizeMax) => {
      const bound = zstdSizeBound(data)
      if (zstdStatesSize(data)) refuseAbove(sizeMax, bound)
      return asBuffer(zstdWasm.decompress(data, { defaultHeapSize: Math.max(1, Math.min(bound, sizeMax)) }))
    },
  }
}

function asBuffer(data: Uint8Array): Buffer {
  return Buffer.from(data.buffer, data.byteOffset, data.byteLength)
}
