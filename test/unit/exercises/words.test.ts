import { describe, expect, test } from 'vitest'
import { sentence } from '../../../electron/host/exercises/words'
import english from '../../../lab-presets/exercise-words/en.json'
import korean from '../../../lab-presets/exercise-words/ko.json'

const places = (template: string) => [...template.matchAll(/\{(\w+)\}/g)].map(([, name]) => name).sort()

describe('sentences about what was read', () => {
  test('every one in English and Korean, about the same values', () => {
    expect(Object.keys(korean)).toEqual(Object.keys(english))
    for (const [key, template] of Object.entries(english))
      expect(places(korean[key as keyof typeof korean]), key).toEqual(places(template))
  })
  test('are filled in each language; what is not known is a dash', () => {
    expect(sentence('replica', { broker: 2, logEndOffset: 5, highWatermark: null, epoch: 0 })).toEqual({
      en: 'broker 2 reports LEO 5, HW -, epoch 0',
      ko: '브로커 2의 보고: LEO 5, HW -, 에포크 0',
    })
  })
  test('a sentence within a sentence keeps its language', () => {
    const { en, ko } = sentence('remembered', { name: 'A', value: '1', text: sentence('noRecord') })
    expect(en).toBe('A = 1: no such record in the segment files')
    expect(ko).toMatch(/^A = 1: 세그먼트/)
  })
})
