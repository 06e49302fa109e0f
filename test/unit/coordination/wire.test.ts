import { describe, expect, it } from 'vitest'
import { MalformedBytesError, Reader } from '../../../broker-core/bytes/reader'
import { Writer } from '../../../broker-core/bytes/writer'
import { OPEN_ACL } from '../../../broker-core/coordination/wire/acl'
import {
  readConnectRequest,
  readConnectResponse,
  writeConnectRequest,
  writeConnectResponse,
} from '../../../broker-core/coordination/wire/connect'
import { errorName } from '../../../broker-core/coordination/wire/error-codes'
import { FrameSizeError, FrameSplitter, framed } from '../../../broker-core/coordination/wire/frames'
import { readMultiResults, writeMultiResults } from '../../../broker-core/coordination/wire/multi'
import { type ReplyBody, readReplyBody, writeReplyBody } from '../../../broker-core/coordination/wire/replies'
import { type Request, readRequest, writeRequest } from '../../../broker-core/coordination/wire/requests'
import { readWatchEvent, writeWatchEvent } from '../../../broker-core/coordination/wire/watch-events'

const hex = (text: string) => Buffer.from(text.replace(/\s/g, ''), 'hex')
const bytes = (write: (writer: Writer) => void): Buffer => {
  const writer = new Writer()
  write(writer)
  return writer.toBuffer()
}

const stat = {
  czxid: 1,
  mzxid: 2,
  ctimeMs: 1_795_406_519_163,
  mtimeMs: 1_795_406_519_164,
  version: 3,
  cversion: 4,
  aversion: 5,
  ephemeralOwner: 0x01a2070a11410000n,
  dataLength: 6,
  numChildren: 7,
  pzxid: 8,
}

describe('the connect packets', () => {
  it('are laid out as Apache clients and servers send them', () => {
    const request = {
      protocolVersion: 0,
      lastZxidSeen: 0,
      timeoutMs: 18_000,
      sessionId: 0n,
      password: Buffer.alloc(16),
    }
    const sent = bytes((writer) => writeConnectRequest(writer, { ...request, readOnly: false }))
    expect(sent).toEqual(hex(`00000000 0000000000000000 00004650 0000000000000000 00000010 ${'00'.repeat(16)} 00`))
    expect(sent.length).toBe(45)
    expect(readConnectRequest(new Reader(sent))).toEqual({ ...request, readOnly: false })
  })

  it('may lack the read-only byte, which is then not answered either', () => {
    const request = readConnectRequest(
      new Reader(hex(`00000000 0000000000000009 00001770 8000000000000001 00000010 ${'ab'.repeat(16)}`)),
    )
    expect(request).toMatchObject({ lastZxidSeen: 9, timeoutMs: 6000, readOnly: undefined })
    expect(request.sessionId).toBe(-0x7fffffffffffffffn)
    const response = { protocolVersion: 0, timeoutMs: 6000, sessionId: -1n, password: Buffer.alloc(16, 1) }
    const sent = bytes((writer) => writeConnectResponse(writer, { ...response, readOnly: undefined }))
    expect(sent.length).toBe(36)
    expect(readConnectResponse(new Reader(sent))).toEqual({ ...response, readOnly: undefined })
    expect(bytes((writer) => writeConnectResponse(writer, { ...response, readOnly: false })).length).toBe(37)
  })
})

const requests: Request[] = [
  { type: 'create', path: '/a', data: null, acl: OPEN_ACL, flags: 1 },
  {
    type: 'create2',
    path: '/é',
    data: Buffer.from('x'),
    acl: [{ permissions: 1, scheme: 'digest', id: 'u:p' }],
    flags: 3,
  },
  { type: 'delete', path: '/a', version: -1 },
  { type: 'setData', path: '/a', data: Buffer.alloc(0), version: 7 },
  { type: 'check', path: '/a', version: 7 },
  { type: 'setAcl', path: '/a', acl: OPEN_ACL, version: 0 },
  { type: 'exists', path: '/a', watch: true },
  { type: 'getData', path: '/a', watch: false },
  { type: 'getChildren', path: '/', watch: true },
  { type: 'getChildren2', path: '/', watch: true },
  { type: 'getAcl', path: '/a' },
  { type: 'sync', path: '/a' },
  { type: 'setWatches', relativeZxid: 0x1_0000_0001, dataPaths: ['/a', '/b'], existPaths: [], childPaths: ['/'] },
  { type: 'ping' },
  { type: 'closeSession' },
  {
    type: 'multi',
    operations: [
      { type: 'check', path: '/controller_epoch', version: 4 },
      { type: 'create', path: '/b', data: Buffer.from('1'), acl: OPEN_ACL, flags: 0 },
      { type: 'delete', path: '/c', version: 2 },
    ],
  },
]

describe('requests', () => {
  it.each(requests.map((request) => [request.type, request] as const))('%s is read as it was written', (_, request) => {
    const reader = new Reader(bytes((writer) => writeRequest(writer, 77, request)))
    expect(reader.int32()).toBe(77)
    expect(readRequest(reader.int32(), reader)).toEqual(request)
    expect(reader.remaining).toBe(0)
  })

  it('of an unknown operation are told apart from malformed ones', () => {
    expect(readRequest(106, new Reader(Buffer.alloc(0)))).toBeUndefined()
    expect(() => readRequest(4, new Reader(hex('00000005 2f61')))).toThrow(MalformedBytesError)
  })

  it.each([
    ['a negative text length', 4, 'fffffff0'],
    ['a list longer than the packet', 101, '0000000000000001 7fffffff'],
    ['a multi that never ends', 14, '0000000d 00 ffffffff 00000002 2f61 00000001'],
    ['a multi within a multi', 14, '0000000e 00 ffffffff'],
  ])('with %s are refused before anything is allocated', (_, code, body) => {
    expect(() => readRequest(code, new Reader(hex(body)))).toThrow(MalformedBytesError)
  })
})

describe('replies', () => {
  const bodies: [Request['type'], ReplyBody][] = [
    ['create', { type: 'path', path: '/a0000000001' }],
    ['create2', { type: 'pathAndStat', path: '/a', stat }],
    ['exists', { type: 'stat', stat }],
    ['getData', { type: 'data', data: null, stat }],
    ['getData', { type: 'data', data: Buffer.from('abc'), stat }],
    ['getChildren', { type: 'children', children: ['x', 'y'] }],
    ['getChildren2', { type: 'childrenAndStat', children: [], stat }],
    ['delete', { type: 'empty' }],
  ]
  it.each(bodies)('to %s are read as they were written', (type, body) => {
    const reader = new Reader(bytes((writer) => writeReplyBody(writer, body)))
    expect(readReplyBody(type, reader)).toEqual(body)
    expect(reader.remaining).toBe(0)
  })

  it('carry a Stat of 68 bytes', () => {
    expect(bytes((writer) => writeReplyBody(writer, { type: 'stat', stat })).length).toBe(68)
  })

  it('to a failed multi have one error a part and an empty last header, byte for byte', () => {
    const results = [
      { type: 'error', code: 'OK' },
      { type: 'error', code: 'BADVERSION' },
      { type: 'error', code: 'RUNTIMEINCONSISTENCY' },
    ] as const
    const sent = bytes((writer) => writeMultiResults(writer, results))
    expect(sent).toEqual(
      hex(`ffffffff 00 00000000 00000000
           ffffffff 00 ffffff99 ffffff99
           ffffffff 00 fffffffe fffffffe
           ffffffff 01 ffffffff`),
    )
    expect(readMultiResults(new Reader(sent))).toEqual(results)
  })

  it('with an unknown error code mean a fault of the server', () => {
    expect(errorName(-110)).toBe('NODEEXISTS')
    expect(errorName(-4242)).toBe('SYSTEMERROR')
  })
})

it('a watch event is a reply to xid -1 with zxid -1', () => {
  const sent = bytes((writer) => writeWatchEvent(writer, 'deleted', '/controller'))
  expect(sent.subarray(0, 24)).toEqual(hex('ffffffff ffffffffffffffff 00000000 00000002 00000003'))
  expect(readWatchEvent(new Reader(sent, 16))).toEqual({ type: 'deleted', path: '/controller' })
})

describe('the frame splitter', () => {
  const frames = [Buffer.from('one'), Buffer.alloc(0), Buffer.alloc(5000, 7), Buffer.from('four')]
  const stream = Buffer.concat(
    frames.flatMap((frame) => {
      const writer = new Writer()
      writer.bytes(frame)
      return framed(writer)
    }),
  )

  it.each([1, 2, 3, 5, 7, 64, 1000, 100_000])('finds the same packets in chunks of %i bytes', (size) => {
    const splitter = new FrameSplitter(5000)
    const found: Buffer[] = []
    for (let at = 0; at < stream.length; at += size) {
      for (const frame of splitter.feed(stream.subarray(at, at + size))) found.push(Buffer.from(frame))
    }
    expect(found).toEqual(frames)
  })

  it('refuses a length beyond its limit, and a negative one, as soon as it is known', () => {
    expect(() => new FrameSplitter(100).feed(hex('00000065'))).toThrow(FrameSizeError)
    expect(() => new FrameSplitter(100).feed(hex('ffffffff'))).toThrow(FrameSizeError)
    const splitter = new FrameSplitter(100)
    expect(splitter.feed(hex('7fff'))).toEqual([])
    expect(() => splitter.feed(hex('ffff'))).toThrow(FrameSizeError)
  })
})
