import { describe, expect, expectTypeOf, it } from 'vitest'
import { MalformedBytesError, Reader } from '../../../broker-core/bytes/reader'
import { Writer } from '../../../broker-core/bytes/writer'
import { EMPTY_BUFFER, readCount, UnsupportedVersionError, ZERO_UUID } from '../../../broker-core/protocol/primitives'
import {
  array,
  bytes,
  type Infer,
  type Input,
  int8,
  int16,
  int32,
  int64,
  int64Big,
  message,
  records,
  string,
  struct,
  uuid,
} from '../../../broker-core/protocol/schema'

const sample = message(
  'Sample',
  { versions: '0-3', flexible: '2+' },
  {
    id: int32(),
    name: string({ nullable: '1+' }),
    epoch: int32({ versions: '1+', default: -1 }),
    hint: string({ versions: '1+', default: 'none', ignorable: true }),
    legacy: int8({ versions: '0' }),
    items: array(struct('Item', { index: int16(), note: string({ versions: '3+', default: '' }) }), { nullable: '2+' }),
    extra: struct('Extra', { a: int64({ default: -1 }), b: string() }, { versions: '2+', tag: 4 }),
    topicId: uuid({ versions: '2+', tag: 1, default: ZERO_UUID }),
  },
)
const full: Input<typeof sample> = { id: 7, name: 'n', items: [{ index: 1 }] }

function encode(version: number, value: Input<typeof sample>): Buffer {
  const writer = new Writer()
  sample.write(writer, version, value)
  return writer.toBuffer()
}
const decode = (hex: string, version: number) =>
  sample.read(new Reader(Buffer.from(hex.replaceAll(' ', ''), 'hex')), version)

describe('types', () => {
  it('follow from the schema', () => {
    expectTypeOf<Infer<typeof sample>>().toEqualTypeOf<{
      id: number
      name: string | null
      epoch: number
      hint: string
      legacy: number
      items: { index: number; note: string }[] | null
      extra: { a: number; b: string }
      topicId: string
    }>()
    const blobs = struct('Blobs', { data: bytes(), batches: records({ nullable: '0+' }), producerId: int64Big() })
    expectTypeOf<Infer<typeof blobs>>().toEqualTypeOf<{ data: Buffer; batches: Buffer | null; producerId: bigint }>()
    expectTypeOf<readonly Buffer[]>().toExtend<Input<typeof blobs>['batches']>()
  })
})

describe('versions', () => {
  it('fill in defaults for what a version lacks', () => {
    expect(decode('00000007 0001 6e 05 00000001 0001', 0)).toEqual({
      id: 7,
      name: 'n',
      epoch: -1,
      hint: 'none',
      legacy: 5,
      items: [{ index: 1, note: '' }],
      extra: { a: -1, b: '' },
      topicId: ZERO_UUID,
    })
  })

  it('write the old encoding before the flexible versions and the compact one from there on', () => {
    expect(encode(1, { ...full, epoch: 2, hint: 'h' }).toString('hex')).toBe(
      '00000007' + '00016e' + '00000002' + '000168' + '00000001' + '0001',
    )
    expect(encode(2, { ...full, epoch: 2, hint: 'h' }).toString('hex')).toBe(
      '00000007' + '026e' + '00000002' + '0268' + '02' + '000100' + '00',
    )
    expect(encode(2, { ...full, name: null, items: null }).toString('hex')).toBe(
      '00000007' + '00' + 'ffffffff' + '056e6f6e65' + '00' + '00',
    )
  })

  it('put tagged fields that differ from their default behind the rest, in order', () => {
    const id = `${'_'.repeat(21)}w`
    const hex = encode(2, { ...full, extra: { b: 'x' }, topicId: id }).toString('hex')
    const uuidHex = 'f'.repeat(32)
    expect(hex.endsWith(`02${'01'}10${uuidHex}04${'0b'}ffffffffffffffff0278${'00'}`)).toBe(true)
    expect(decode(hex, 2)).toMatchObject({ topicId: id, extra: { a: -1, b: 'x' } })
  })

  it('refuse to lose a value, except an ignorable one', () => {
    expect(encode(0, { ...full, legacy: 1, hint: 'lost' })).toHaveLength(14)
    const refusals: [number, Input<typeof sample>][] = [
      [0, { ...full, legacy: 1, epoch: 3 }],
      [0, { ...full, legacy: 1, name: null }],
      [1, { ...full, legacy: 1 }],
      [1, { ...full, items: null }],
      [1, { ...full, topicId: `${ZERO_UUID.slice(1)}Q` }],
      [1, { ...full, extra: { b: 'x' } }],
      [2, { ...full, items: [{ index: 1, note: 'no' }] }],
    ]
    for (const [version, value] of refusals) {
      expect(() => encode(version, value), JSON.stringify(value)).toThrow(UnsupportedVersionError)
    }
    expect(encode(1, { ...full, legacy: 0, extra: { b: '' } })).toBeInstanceOf(Buffer)
  })

  it('say which field is missing', () => {
    expect(() => encode(0, full)).toThrow('Sample.legacy is missing')
  })

  it('are those of the schema', () => {
    expect(() => encode(4, full)).toThrow('Sample has versions 0-3, not 4')
  })
})

describe('foreign bytes', () => {
  it('may carry tags that are not known', () => {
    const known = encode(2, full).toString('hex')
    const withTags = `${known.slice(0, -2)}02 05 03 aabbcc 63 00`
    expect(decode(withTags, 2)).toEqual(decode(known, 2))
  })

  it.each([
    ['a null where none may be', '00000007 ffff 00 00000000', 0],
    ['a null array where none may be', '00000007 0000 00 ffffffff', 0],
    ['a negative string length', '00000007 fffe 00 00000000', 0],
    ['a negative count', '00000007 0000 00 fffffffe', 0],
    ['a count of 2^31 - 1', '00000007 0000 00 7fffffff 0001', 0],
    ['a count that fits only if elements took no bytes', '00000007 0000 00 00000002 0001', 0],
    ['a compact length beyond the end', '00000007 ffffffff07', 2],
    ['a varint of six bytes', '00000007 ffffffffff01', 2],
    ['a tag size beyond the end', '00000007 01 00000000 01 01 01 09 7f 00', 2],
    ['a tag count beyond the end', '00000007 01 00000000 01 01 ffffffff07', 2],
    ['tags out of order', '00000007 01 00000000 01 01 02 09 00 08 00', 2],
    [
      'a tag whose value is longer than it says',
      '00000007 01 00000000 01 01 01 01 03 00000000000000000000000000000000',
      2,
    ],
    [
      'a tag whose value is shorter than it says',
      '00000007 01 00000000 01 01 01 01 11 0000000000000000000000000000000000',
      2,
    ],
  ])('with %s are malformed', (_, hex, version) => {
    expect(() => decode(hex, version)).toThrow(MalformedBytesError)
  })
})

describe('counts', () => {
  it.each([
    [false, 4, '00000003 000000000000000000000000', 3],
    [false, 4, 'ffffffff', -1],
    [true, 4, '04 000000000000000000000000', 3],
    [true, 4, '00', -1],
  ])(
    'that the bytes can hold are read (compact: %s, %s bytes an element, %s)',
    (compact, elementSizeMin, hex, count) => {
      expect(readCount(new Reader(Buffer.from(hex.replaceAll(' ', ''), 'hex')), compact, elementSizeMin)).toBe(count)
    },
  )

  it.each([
    [false, 1, '7fffffff 0000'],
    [false, 4, '00000003 0000000000000000000000'],
    [true, 1, '80808080 08 0000'],
    [true, 4, '04 0000000000000000000000'],
  ])(
    'that they cannot are refused before any element (compact: %s, %s bytes an element, %s)',
    (compact, elementSizeMin, hex) => {
      const reader = new Reader(Buffer.from(hex.replaceAll(' ', ''), 'hex'))
      expect(() => readCount(reader, compact, elementSizeMin)).toThrow(MalformedBytesError)
    },
  )
})

describe('int64', () => {
  const carrier = message('Carrier', { versions: '0', flexible: 'none' }, { offset: int64(), producerId: int64Big() })

  it.each([
    ['7fffffffffffffff', Number.MAX_SAFE_INTEGER, 2n ** 63n - 1n],
    ['8000000000000000', Number.MIN_SAFE_INTEGER, -(2n ** 63n)],
    ['001fffffffffffff', Number.MAX_SAFE_INTEGER, 2n ** 53n - 1n],
    ['ffffffffffffffff', -1, -1n],
    ['fffffffffffffffe', -2, -2n],
    ['0000000100000000', 4294967296, 4294967296n],
  ])('%s is %s as a number, limited to what one holds, and %s as an id', (hex, offset, producerId) => {
    expect(carrier.read(new Reader(Buffer.from(hex + hex, 'hex')), 0)).toEqual({ offset, producerId })
  })
})

describe('record batches', () => {
  const carrier = message('Carrier', { versions: '0-1', flexible: '1+' }, { batches: records({ nullable: '0+' }) })
  const write = (version: number, batches: Buffer | readonly Buffer[] | null) => {
    const writer = new Writer()
    carrier.write(writer, version, { batches })
    return writer.buffers()
  }

  it('are passed on without a copy, one buffer or several', () => {
    const large = [Buffer.alloc(5000, 1), Buffer.alloc(6000, 2)] as const
    const buffers = write(1, large)
    expect(buffers.some((each) => each === large[0])).toBe(true)
    expect(buffers.some((each) => each === large[1])).toBe(true)
    const read = carrier.read(new Reader(Buffer.concat(buffers)), 1)
    expect(read.batches?.equals(Buffer.concat([...large]))).toBe(true)
  })

  it('are slices of the frame when read', () => {
    const frame = Buffer.concat(write(0, Buffer.from('abc')))
    expect(carrier.read(new Reader(frame), 0).batches?.buffer).toBe(frame.buffer)
  })

  it('may be null or empty', () => {
    for (const version of [0, 1]) {
      expect(carrier.read(new Reader(Buffer.concat(write(version, null))), version).batches).toBeNull()
      expect(carrier.read(new Reader(Buffer.concat(write(version, []))), version).batches).toEqual(EMPTY_BUFFER)
    }
  })
})
