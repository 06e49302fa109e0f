import { expect, it } from 'vitest'
import { benchmarkWords } from '../../../electron/host/words/benchmark-words'
import { clientWords } from '../../../electron/host/words/client-words'
import { clusterWords } from '../../../electron/host/words/cluster-words'
import { gateWords } from '../../../electron/host/words/gate-words'
import { hostWords } from '../../../electron/host/words/host-words'
import { inspectWords } from '../../../electron/host/words/inspect-words'
import type { Catalogue } from '../../../electron/host/words/wording'

const places = (template: string) => [...new Set(template.match(/\{\w+\}/g))].sort()

it.each<[string, Catalogue]>([
  ['benchmark', benchmarkWords],
  ['client', clientWords],
  ['cluster', clusterWords],
  ['gates', gateWords],
  ['host', hostWords],
  ['inspector', inspectWords],
])('%s: every sentence says the same values in Korean, and says it in Korean', (_, words) => {
  for (const [name, { en, ko }] of Object.entries(words)) {
    expect(places(ko), name).toEqual(places(en))
    if (/[a-z]{3,} [a-z]{2,}/.test(en)) expect(ko, name).toMatch(/[가-힣]/)
  }
})
