import { describe, expect, it } from 'vitest'
import { languages, preferredLanguage } from '../../../renderer/locales'
import { messagesOf, type Words } from '../../../renderer/locales/messages'
import { termsIn } from '../../../renderer/model/terms'

function sentences(words: Words, path = ''): [string, string][] {
  return Object.entries(words).flatMap(([key, value]): [string, string][] =>
    typeof value === 'string' ? [[path + key, value]] : sentences(value, `${path}${key}.`),
  )
}
const places = (sentence: string) => [...new Set([...sentence.matchAll(/\{(\w+)\}/g)].map(([, name]) => name))].sort()

/** The glossary is a language's own. */
const isTerm = (key: string) => key.startsWith('terms.')
const english = new Map(sentences(messagesOf('en')))

describe.each(languages.filter((language) => language !== 'en'))('%s', (language) => {
  const own = new Map(sentences(messagesOf(language)))

  it('has every sentence, and none that is asked for by nobody', () => {
    expect([...english.keys()].filter((key) => !own.has(key))).toEqual([])
    expect([...own.keys()].filter((key) => !english.has(key) && !isTerm(key))).toEqual([])
  })

  it('says the same values in each', () => {
    const other = [...own].filter(
      ([key, text]) => !isTerm(key) && String(places(text)) !== String(places(english.get(key) ?? '')),
    )
    expect(other).toEqual([])
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
