import { describe, expect, it } from 'vitest'
import type { ProbeFact } from '../../../broker-core/probe/events'
import { coordinationEvent } from '../../../electron/host/timeline/coordination-events'
import { factEvent } from '../../../electron/host/timeline/fact-events'
import type { NewEvent } from '../../../electron/host/timeline/timeline'
import { languages, preferredLanguage } from '../../../renderer/locales'
import { messagesOf, type Words } from '../../../renderer/locales/messages'
import { eventValues } from '../../../renderer/model/event-values'
import { termsIn } from '../../../renderer/model/terms'

function sentences(words: Words, path = ''): [string, string][] {
  return Object.entries(words).flatMap(([key, value]): [string, string][] =>
    typeof value === 'string' ? [[path + key, value]] : sentences(value, `${path}${key}.`),
  )
}
const places = (sentence: string) => [...new Set([...sentence.matchAll(/\{(\w+)\}/g)].map(([, name]) => name))].sort()

/** A language's own: its glossary, and the sentences for events, which the lab itself tells in English. */
const isOwn = (key: string) => key.startsWith('terms.') || key.startsWith('eventText.')
const english = new Map(sentences(messagesOf('en')))

describe.each(languages.filter((language) => language !== 'en'))('%s', (language) => {
  const own = new Map(sentences(messagesOf(language)))

  it('has every sentence, and none that is asked for by nobody', () => {
    expect([...english.keys()].filter((key) => !own.has(key))).toEqual([])
    expect([...own.keys()].filter((key) => !english.has(key) && !isOwn(key))).toEqual([])
  })

  it('says the same values in each', () => {
    const other = [...own].filter(
      ([key, text]) => !isOwn(key) && String(places(text)) !== String(places(english.get(key) ?? '')),
    )
    expect(other).toEqual([])
  })
})

describe('an event of the timeline', () => {
  const { eventText, kind } = messagesOf('ko') as Record<string, Record<string, string>>
  const fact: Extract<ProbeFact, { kind: 'leaderElected' }> = {
    ...{ kind: 'leaderElected', topic: 'orders', partition: 1, from: 1, to: -1, leaderEpoch: 7, isr: [] },
    why: 'broker 1 was lost',
  }
  const event = { seq: 1, severity: 'info' as const, details: {}, topicPartition: null }
  const words = { broker: (id: number) => `b${id}`, source: String, cause: String, none: '-' }
  const values = (told: NewEvent) => eventValues({ ...event, atMs: 0, ...told }, words)

  it('has a sentence for each kind that a broker or a process tells', () => {
    const told = Object.keys(kind!).filter((each) => !/^(lab|properties|start)/.test(each))
    expect(Object.keys(eventText!).sort()).toEqual([...told, 'sessionLost'].sort())
  })

  it('is told from its values', () => {
    const told = factEvent({ brokerId: 2, wallMs: 5, monotonicMs: 5, fact })
    expect(values(told)).toMatchObject({
      name: 'orders-1',
      who: 'b2',
      fromBroker: 'b1',
      toBroker: '-',
      leaderEpoch: '7',
    })
    const deleted: Extract<ProbeFact, { kind: 'segmentsDeleted' }> = {
      ...{ kind: 'segmentsDeleted', topic: 'a', partition: 0, baseOffsets: [0, 10], bytes: 5 },
      cause: 'retention',
    }
    expect(values(factEvent({ brokerId: 2, wallMs: 5, monotonicMs: 5, fact: deleted }))).toMatchObject({
      count: 2,
      causeWord: 'retention',
    })
    const expired = coordinationEvent(
      { kind: 'sessionExpired', sessionId: '0x1', timeoutMs: 6000, ephemerals: ['/a'] },
      1,
    )
    expect(values(expired!)).toMatchObject({ who: 'coordination', removed: '/a', timeoutMs: '6000' })
  })
})

describe('the language of the first look', () => {
  it.each([
    [['ko-KR', 'en-US'], 'ko'],
    [['de', 'ko'], 'ko'],
    [['de-DE', 'en'], 'en'],
    [['fr'], 'en'],
    [[], 'en'],
  ])('%j: %s', (wished, language) => expect(preferredLanguage(wished)).toBe(language))
})

describe('English terms of a label', () => {
  const { terms } = messagesOf('ko') as { terms: Record<string, string> }
  it.each([
    ['리더에포크', ['leader epoch']],
    ['리더와 팔로워', ['leader', 'follower']],
    ['로그 시작 오프셋', ['log start offset', 'offset']],
    ['이름', []],
  ])('%s', (text, expected) => expect(termsIn(text, terms)).toEqual(expected))
})
