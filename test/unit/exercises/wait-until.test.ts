import { describe, expect, test } from 'vitest'
import { awaitedWords } from '../../../electron/host/exercises/awaited'
import { exerciseCatalogue } from '../../../electron/host/exercises/catalogue'
import { type Expectation, type FactCall, factCallSchema } from '../../../electron/host/exercises/schema'
import { notCome } from '../../../electron/host/exercises/verbs/wait-until'
import { wanted } from '../../../electron/host/exercises/wanted'

const LEO: FactCall = { fact: 'replica', topic: 'steps', broker: 2, field: 'logEndOffset' }

/** Every `waitUntil` of an exercise, wherever it stands. */
function waits(given: unknown): FactCall[] {
  if (typeof given !== 'object' || given === null) return []
  const own = 'verb' in given && given.verb === 'waitUntil' && 'fact' in given ? [factCallSchema.parse(given.fact)] : []
  return [...own, ...Object.values(given).flatMap(waits)]
}

describe('what did not come in time', () => {
  test('is a sentence in both languages: what, how long, what was wanted, what was there, where to look', () => {
    const last = { value: 1, evidence: { text: { en: 'broker 2 reports LEO 1', ko: '브로커 2의 보고: LEO 1' } } }
    const { message, texts } = notCome(LEO, { atLeast: 2 }, 30_000, last)
    expect(message).toBe(texts?.en)
    expect(texts?.en).toMatch(
      /^Waited 30 s\. Awaited: broker 2's log end offset of steps-0\. Wanted: at least 2\. Last seen: 1 \(broker 2 reports LEO 1\)\. The Replication page .*Begin this step again/,
    )
    expect(texts?.ko).toMatch(
      /^30초를 기다렸습니다\. 기다린 것: 브로커 2에 있는 steps-0의 로그 끝 오프셋\. 바란 값: 2 이상\. 마지막으로 본 값: 1 \(브로커 2의 보고: LEO 1\)\. .*리플리케이션.*이 단계 처음으로/,
    )
  })
  test('what is not there has a word, and what could not be read is said', () => {
    const nothing = { value: null, evidence: { text: { en: 'no report', ko: '보고 없음' } } }
    expect(notCome(LEO, { equals: 2 }, 1000, nothing).texts).toMatchObject({
      en: expect.stringContaining('Last seen: nothing (no report)'),
      ko: expect.stringContaining('마지막으로 본 값: 없음 (보고 없음)'),
    })
    expect(notCome(LEO, { equals: 2 }, 1000, null).message).toMatch(/It could not be read\. The Replication page/)
  })
  test.each<[Expectation, string, string]>([
    [{ equals: [1, 2] }, '[1, 2]', '[1, 2]'],
    [{ not: 3 }, 'anything but 3', '3 아닌 값'],
    [{ atLeast: 2, atMost: 4 }, 'at least 2, at most 4', '2 이상, 4 이하'],
    [{ includes: 2, excludes: 3 }, 'with 2 in it, without 3 in it', '2 포함, 3 미포함'],
    [{ equals: null }, 'nothing', '없음'],
  ])('wanted: %j', (expectation, en, ko) => {
    expect(wanted(expectation)).toEqual({ en, ko })
  })
})

describe('every wait of an exercise has words, not the name of a field', () => {
  test.each(exerciseCatalogue().map(({ data }) => [data.id, data] as const))('%s', (_, data) => {
    for (const call of waits(data)) {
      const words = awaitedWords(call)
      expect(words, JSON.stringify(call)).toBeDefined()
      const plain = ['awaitedPartition', 'awaitedBroker', 'awaitedZnode', 'awaitedGroup', 'awaitedEvent']
      expect(plain, JSON.stringify(call)).not.toContain(words)
    }
  })
})
