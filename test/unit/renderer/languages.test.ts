import { describe, expect, it } from 'vitest'
import type { ProbeFact } from '../../../broker-core/probe/events'
import type { Reason } from '../../../broker-core/probe/reasons'
import { timelineKinds } from '../../../electron/host/api/timeline-kinds'
import { gateFacts } from '../../../electron/host/gates/gate-target'
import { directoryMeanings, fileRole, namedFiles } from '../../../electron/host/inspect/file-roles'
import { foundSentences } from '../../../electron/host/inspect/found'
import { problemKinds } from '../../../electron/host/inspect/problems'
import { coordinationEvent } from '../../../electron/host/timeline/coordination-events'
import { factEvent } from '../../../electron/host/timeline/fact-events'
import type { NewEvent } from '../../../electron/host/timeline/timeline'
import { languages, preferredLanguage } from '../../../renderer/locales'
import { messagesOf, type Words } from '../../../renderer/locales/messages'
import { type ReasonKey, reasonIn, reasonPhrases } from '../../../renderer/model/event-reasons'
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
const isOwn = (key: string) => /^(terms|eventText|reason|foundText|problemText|fileMeaning|folderMeaning)\./.test(key)
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

it('names every state of a process in Korean', () => {
  const states = sentences(messagesOf('ko')).filter(([key]) => /^state(Short)?\./.test(key))
  expect(states.length).toBeGreaterThan(20)
  expect(states.filter(([, text]) => !/[가-힣]/.test(text))).toEqual([])
})

describe('an event of the timeline', () => {
  const { eventText, kind } = messagesOf('ko') as Record<string, Record<string, string>>
  const fact: Extract<ProbeFact, { kind: 'leaderElected' }> = {
    ...{ kind: 'leaderElected', topic: 'orders', partition: 1, from: 1, to: -1, leaderEpoch: 7, isr: [] },
    why: 'broker 1 failed',
  }
  const event = { seq: 1, severity: 'info' as const, details: {}, topicPartition: null }
  const words = {
    ...{ broker: (id: number) => `b${id}`, source: String, cause: String, none: '-' },
    reason: (text: string) => `(${text})`,
    gate: (details: Record<string, unknown>) => String(details.gate),
  }
  const values = (told: NewEvent) => eventValues({ ...event, atMs: 0, ...told }, words)

  it('has a name and a sentence for each kind', () => {
    expect(Object.keys(kind!).sort()).toEqual([...timelineKinds].sort())
    expect(Object.keys(eventText!).sort()).toEqual([...timelineKinds, 'sessionLost'].sort())
  })

  it('is told from its values', () => {
    const told = factEvent({ brokerId: 2, wallMs: 5, monotonicMs: 5, fact })
    expect(values(told)).toMatchObject({
      name: 'orders-1',
      who: 'b2',
      fromBroker: 'b1',
      toBroker: '-',
      leaderEpoch: '7',
      whyWord: '(broker 1 failed)',
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
    const gate = { kind: 'fetchRequest', brokerId: 2, topic: 'orders', partition: 1 } as const
    expect(values({ source: 'lab', kind: 'gateHeld', text: '', ...gateFacts(gate) })).toMatchObject({
      ...{ place: 'fetchRequest', name: 'orders-1', brokerId: '2' },
    })
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

/** A phrase as the type of all its texts. */
type Filled<Phrase extends string> = Phrase extends `${infer Before}{${string}}${infer After}`
  ? `${Before}${string}${Filled<After>}`
  : Phrase
type Told = Filled<(typeof reasonPhrases)[ReasonKey][number]>
/** Does not compile when a broker gives a reason that is not among the phrases. */
const told = (reason: Reason): Told => reason

describe('a reason inside an event', () => {
  const { reason } = messagesOf('ko') as { reason: Record<string, string> }

  it('has a sentence with the same values', () => {
    expect(Object.keys(reason).sort()).toEqual(Object.keys(reasonPhrases).sort())
    for (const [key, phrases] of Object.entries(reasonPhrases))
      for (const phrase of phrases) expect([key, places(reason[key]!)]).toEqual([key, places(phrase)])
  })

  it.each<[Reason, ReasonKey, Record<string, string>]>([
    ['brokers 1,2 failed', 'brokersFailed', { brokers: '1,2' }],
    ['broker 3 not caught up for 30000 ms', 'notCaughtUp', { brokers: '3', ms: '30000' }],
    ["leader's epoch 2 ends at 17", 'epochEnds', { epoch: '2', offset: '17' }],
    ['preferred replica election (automatic)', 'preferredElectionAutomatic', {}],
    ['segment.bytes', 'segmentBytes', {}],
    ['member a-1 changed its metadata during Stable', 'metadataChangedDuring', { member: 'a-1', state: 'Stable' }],
    ['static member a (instance b) joined anew', 'staticMemberJoined', { member: 'a (instance b)' }],
    ['partition 0: replicas 1,2,3 adding 3', 'assignmentGrows', { partition: '0', replicas: '1,2,3', adding: '3' }],
  ])('%s', (text, key, values) => expect(reasonIn(told(text))).toEqual({ key, values }))

  it('of another version is left as it is', () => expect(reasonIn('the moon was full')).toBeUndefined())
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
