import { describe, expect, it } from 'vitest'
import { desanitized, placeOf, sanitized } from '../../../broker-core/handlers/quotas/entity'
import { matchesFilter, readFilter } from '../../../broker-core/handlers/quotas/quota-filter'
import { changedQuotas, quotasIn, readEntity } from '../../../broker-core/handlers/quotas/quota-values'

describe('names of users and clients as znodes', () => {
  it.each([
    ['plain', 'plain'],
    ['a b*~é', 'a%20b%2A%7E%C3%A9'],
    ["it's (me)!", 'it%27s%20%28me%29%21'],
    ['<default>', '%3Cdefault%3E'],
    [null, '<default>'],
  ])('%s', (name, znode) => {
    expect(sanitized(name)).toBe(znode)
    expect(desanitized(znode)).toBe(name)
  })

  it('one that nobody encoded stands for itself', () => {
    expect(desanitized('50%')).toBe('50%')
  })

  it('lie where Kafka looks for them', () => {
    expect(placeOf({ user: 'u', clientId: undefined })).toEqual({ type: 'users', entity: 'u' })
    expect(placeOf({ user: null, clientId: 'c d' })).toEqual({ type: 'users', entity: '<default>/clients/c%20d' })
    expect(placeOf({ user: undefined, clientId: null })).toEqual({ type: 'clients', entity: '<default>' })
    expect(placeOf({ user: undefined, clientId: undefined })).toBeUndefined()
  })
})

describe('values', () => {
  const change = (key: string, value: number, remove = false) => [{ key, value, remove }]

  it.each([
    ['producer_byte_rate', 1000, '1000'],
    ['consumer_byte_rate', 1e12 + 1e-7, '1000000000000'],
    ['request_percentage', 50, '50.0'],
    ['request_percentage', 12.25, '12.25'],
    ['request_percentage', 12345678.5, '1.23456785E7'],
    ['request_percentage', 10_000_000, '1.0E7'],
    ['request_percentage', 0.0001, '1.0E-4'],
  ])('%s %d is stored as %s', (key, value, text) => {
    const settings = changedQuotas(new Map(), change(key, value))
    expect(settings.get(key)).toBe(text)
    expect(quotasIn(settings)[0]!.value).toBeCloseTo(value, 5)
  })

  it('are refused by their key or a fraction of bytes, and removed without a question', () => {
    expect(() => changedQuotas(new Map(), change('constructor', 1))).toThrow('Invalid configuration key constructor')
    expect(() => changedQuotas(new Map(), change('producer_byte_rate', 1.5))).toThrow(/must be a Long/)
    const scram = new Map([
      ['SCRAM-SHA-256', 'x'],
      ['producer_byte_rate', '1'],
    ])
    expect(changedQuotas(scram, change('producer_byte_rate', 0, true))).toEqual(new Map([['SCRAM-SHA-256', 'x']]))
    expect(quotasIn(scram)).toEqual([{ key: 'producer_byte_rate', value: 1 }])
  })

  it('an entity names somebody of a known kind', () => {
    expect(() => readEntity([])).toThrow(/empty client quota entity/)
    expect(() => readEntity([{ entityType: 'ip', entityName: '::1' }])).toThrow(/Unhandled/)
    expect(() => readEntity([{ entityType: 'user', entityName: '' }])).toThrow(/Empty user/)
    expect(readEntity([{ entityType: 'client-id', entityName: null }])).toEqual({ user: undefined, clientId: null })
  })
})

describe('filters', () => {
  const entities = {
    user: { user: 'u', clientId: undefined },
    defaultUser: { user: null, clientId: undefined },
    client: { user: undefined, clientId: 'c' },
    both: { user: 'u', clientId: 'c' },
  }
  const EXACT = 0
  const DEFAULT = 1
  const ANY = 2
  it.each([
    ['nothing asked', [], false, ['user', 'defaultUser', 'client', 'both']],
    ['nothing asked, strictly', [], true, []],
    ['one user', [['user', EXACT, 'u']], false, ['user', 'both']],
    ['one user, strictly', [['user', EXACT, 'u']], true, ['user']],
    ['the default user', [['user', DEFAULT, null]], true, ['defaultUser']],
    ['any user, strictly', [['user', ANY, null]], true, ['user', 'defaultUser']],
    [
      'any of both',
      [
        ['user', ANY, null],
        ['client-id', ANY, null],
      ],
      true,
      ['both'],
    ],
  ] as const)('%s', (_, components, strict, expected) => {
    const asked = components.map(([entityType, matchType, match]) => ({ entityType, matchType, match }))
    const filter = readFilter(asked, strict)
    expect(
      Object.entries(entities)
        .filter(([, one]) => matchesFilter(one, filter))
        .map(([name]) => name),
    ).toEqual(expected)
  })
})
