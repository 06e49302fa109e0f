import { describe, expect, it } from 'vitest'
import { LabError } from '../../../electron/host/api/errors'
import type { LabFunctions } from '../../../electron/host/api/functions'
import { refusalOf, sameToken, tokenCookie, tokenInUrl } from '../../../electron/host/server/auth'
import { callLab } from '../../../electron/host/server/requests'
import { answerFrame } from '../../../electron/host/server/rpc'
import { asItIs } from '../../../electron/host/words/wording'

const TOKEN = 'k3y'
const request = (headers: Record<string, string>, url = `/?token=${TOKEN}`) => ({ headers, url })

describe('who may talk to the lab', () => {
  it.each<[string, Record<string, string>, string, number | undefined]>([
    ['with the key in the address', { host: '127.0.0.1:80' }, `/?token=${TOKEN}`, undefined],
    ['by the name localhost', { host: 'localhost:80' }, `/rpc?token=${TOKEN}`, undefined],
    [
      'with the key in the cookie',
      { host: '127.0.0.1:80', cookie: `a=b; highwater-80=${TOKEN}` },
      '/assets/a.js',
      undefined,
    ],
    [
      'with the page of the lab itself',
      { host: '127.0.0.1:80', origin: 'http://127.0.0.1:80' },
      `/rpc?token=${TOKEN}`,
      undefined,
    ],
    ['not without a key', { host: '127.0.0.1:80' }, '/', 401],
    ['not with an empty key', { host: '127.0.0.1:80' }, '/?token=', 401],
    ['not with another key', { host: '127.0.0.1:80' }, '/?token=k3z', 401],
    ['not with the cookie of another port', { host: '127.0.0.1:80', cookie: `highwater-81=${TOKEN}` }, '/', 401],
    ['not by another name (rebinding)', { host: 'evil.example:80' }, `/?token=${TOKEN}`, 403],
    ['not through another port', { host: '127.0.0.1:81' }, `/?token=${TOKEN}`, 403],
    [
      'not from a page of another site',
      { host: '127.0.0.1:80', origin: 'http://evil.example' },
      `/rpc?token=${TOKEN}`,
      403,
    ],
    ['not from a file', { host: '127.0.0.1:80', origin: 'null' }, `/rpc?token=${TOKEN}`, 403],
  ])('%s', (_, headers, url, status) => {
    expect(refusalOf(request(headers, url), 80, TOKEN)?.status).toBe(status)
  })

  it('compares whole keys', () => {
    expect(sameToken('k3y', TOKEN)).toBe(true)
    for (const wrong of ['k3', 'k3yy', '', undefined]) expect(sameToken(wrong, TOKEN)).toBe(false)
    expect(tokenInUrl('/?a=1&token=x')).toBe('x')
    expect(tokenCookie(80, TOKEN)).toContain('HttpOnly; SameSite=Strict')
  })
})

describe('requests', () => {
  const calls: unknown[] = []
  const functions = {
    startBroker: async (given: unknown) => {
      calls.push(given)
      return { command: 'x' }
    },
    deleteTopic: async () => {
      throw new LabError('KAFKA_ERROR', asItIs('no such topic'))
    },
    addBroker: async () => {
      throw new TypeError('a fault')
    },
    logSources: async () => [],
  } as unknown as LabFunctions

  it('reach the function when they are what it takes, without anything else', async () => {
    await expect(callLab(functions, 'startBroker', { id: 1, more: true })).resolves.toEqual({ command: 'x' })
    expect(calls).toEqual([{ id: 1 }])
    await expect(callLab(functions, 'logSources', null)).resolves.toEqual([])
  })

  it.each<[string, unknown, string]>([
    ['startBroker', { id: '1' }, 'startBroker: id'],
    ['startBroker', undefined, 'startBroker: request'],
    ['signalBroker', { id: 1, signal: 'SIGSEGV' }, 'signal'],
    ['produce', { topic: 't'.repeat(250) }, 'topic'],
    ['readRecords', { topic: 't', partition: 0, offset: -2, count: 1 }, 'offset'],
    ['readRecords', { topic: 't', partition: 0, offset: 0, count: 1_000_000 }, 'count'],
    ['pull', { since: -1, interest: { telemetry: true } }, 'since'],
    ['constructor', {}, 'there is no function constructor'],
    ['__proto__', {}, 'there is no function'],
  ])('of %s %o are refused', async (name, given, message) => {
    await expect(callLab(functions, name, given)).rejects.toMatchObject({
      code: 'BAD_REQUEST',
      message: expect.stringContaining(message),
    })
  })

  it('are answered with their number, whatever happens', async () => {
    const answer = (frame: unknown) => answerFrame(functions, JSON.stringify(frame))
    expect(await answer({ id: 7, name: 'startBroker', request: { id: 2 } })).toEqual({
      id: 7,
      ok: true,
      value: { command: 'x' },
    })
    expect(await answer({ id: 8, name: 'deleteTopic', request: { topic: 't' } })).toEqual({
      id: 8,
      ok: false,
      code: 'KAFKA_ERROR',
      message: 'no such topic',
      texts: asItIs('no such topic'),
    })
    expect(await answer({ id: 9, name: 'addBroker' })).toMatchObject({
      ...{ id: 9, ok: false, code: 'INTERNAL', message: 'an error inside the lab: a fault' },
      texts: { ko: '랩 내부 오류: a fault' },
    })
    expect(await answer({ name: 'addBroker' })).toBeUndefined()
    expect(await answerFrame(functions, 'no json')).toBeUndefined()
  })
})
