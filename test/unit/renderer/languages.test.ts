import { describe, expect, it } from 'vitest'
import type { ProbeFact } from '../../../broker-core/probe/events'
import { directoryMeanings, fileRole, namedFiles } from '../../../electron/host/inspect/file-roles'
import { foundSentences } from '../../../electron/host/inspect/found'
import { problemKinds } from '../../../electron/host/inspect/problems'
import { coordinationEvent } from '../../../electron/host/timeline/coordination-events'
import { factEvent } from '../../../electron/host/timeline/fact-events'
import type { NewEvent } from '../../../electron/host/timeline/timeline'
import { languages, preferredLanguage } from '../../../renderer/locales'
import { messagesOf, type Words } from '../../../renderer/locales/messages'
import { eventValues } from '../../../renderer/model/event-values'
import { fileMeaningKey } from '../../../renderer/model/file-meaning'
import { termsIn } from '../../../renderer/model/terms'

function sentences(words: Words, path = ''): [string, string][] {
  return Object.entries(words).flatMap(([key, value]): [string, string][] =>
    typeof value === 'string' ? [[path + key, value]] : sentences(value, `${path}${key}.`),
  )
}
const places = (sentence: string) => [...new Set([...sentence.matchAll(/\{(\w+)\}/g)].map(([, name]) => name))].sort()

/** A language's own: its glossary, and the sentences for what the lab itself tells in English: events, and what the inspector finds. */
const isOwn = (key: string) => /^(terms|eventText|foundText|problemText|fileMeaning|folderMeaning)\./.test(key)
const segmentFile = (suffix: string) => `${'0'.repeat(20)}.${suffix}`
/** One of each that Kafka writes. */
const fileNames = [
  ...Object.keys(namedFiles),
  ...['log', 'index', 'timeindex', 'txnindex', 'snapshot', 'log.deleted', 'log.cleaned', 'log.swap'].map(segmentFile),
  ...['.checkpoint', '.checkpoint.part'].map((end) => `${'0'.repeat(20)}-${'0'.repeat(10)}${end}`),
  ...['meta.properties.tmp', 'notes.txt'],
]
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

describe('what the inspector finds', () => {
  const { foundText, problemText, fileMeaning, folderMeaning } = messagesOf('ko') as Record<string, Words>
  const keys = (words: Words) => Object.keys(words).sort()

  it('has every sentence, with the same values', () => {
    expect(keys(foundText!)).toEqual(keys(foundSentences))
    const other = Object.entries(foundSentences).filter(
      ([key, text]) => String(places(text)) !== String(places(String(foundText![key]))),
    )
    expect(other).toEqual([])
  })

  it('explains every kind', () => {
    expect(keys(problemText!)).toEqual(keys(problemKinds as unknown as Words))
    for (const words of Object.values(problemText!)) expect(keys(words as Words)).toEqual(['kafka', 'meaning'])
  })

  it('says what every file and folder is for', () => {
    expect(keys(folderMeaning!)).toEqual(keys(directoryMeanings))
    expect([...new Set(fileNames.map((name) => fileMeaningKey({ name, ...fileRole(name) })))].sort()).toEqual(
      keys(fileMeaning!),
    )
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
