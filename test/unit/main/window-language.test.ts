import { expect, it } from 'vitest'
import { isLanguage, languageOf } from '../../../electron/main/window-language'

it.each([
  [null, 'ko', 'ko'],
  [null, 'ko-KR', 'ko'],
  [null, 'kok-IN', 'en'],
  [null, 'en-GB', 'en'],
  [null, 'de', 'en'],
  [null, '', 'en'],
  ['en', 'ko', 'en'],
  ['ko', 'en-US', 'ko'],
] as const)('a page that told %s on a system in %j: the window speaks %s', (told, locale, language) => {
  expect(languageOf(told, locale)).toBe(language)
})

it.each([
  ['en', true],
  ['ko', true],
  ['ko-KR', false],
  ['constructor', false],
  [null, false],
])('%j told over the bridge is a language: %s', (value, is) => {
  expect(isLanguage(value)).toBe(is)
})
