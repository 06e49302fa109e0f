import { describe, expect, it } from 'vitest'
import { Cast } from '../../scenarios/cast'
import { parseTranscript } from '../../scenarios/transcript'
import { allTranscripts } from '../../scenarios/transcripts'
import { verbOf } from '../../scenarios/verbs'

const HEAD = ['cluster: stepping', 'brokers: A, B(controller), C', 'topic: t on A,B with cleanup.policy=compact']
const parsed = (...lines: string[]) => parseTranscript('x', lines.join('\n'))

describe('a transcript', () => {
  it('is headers, and verbs with what must be drawn after them', () => {
    const text = [
      ...HEAD,
      'draw: epochs, producer',
      '',
      '# why',
      '> produce a',
      '> step broker B',
      'one',
      '',
      'two',
      '> release everything',
      'three',
    ]
    expect(parsed(...text)).toMatchObject({
      file: 'x',
      cluster: 'stepping',
      brokers: ['A', 'B', 'C'],
      controller: 'B',
      topic: 't',
      replicas: ['A', 'B'],
      configs: { 'cleanup.policy': 'compact' },
      settings: {},
      draw: ['epochs', 'producer'],
      scenes: [
        { line: 7, verbs: ['produce a', 'step broker B'], drawing: ['one', 'two'] },
        { line: 12, verbs: ['release everything'], drawing: ['three'] },
      ],
    })
  })

  it.each([
    [['cluster: stepping', 'topic: t on 1'], 'x:1: "brokers:" is missing'],
    [[...HEAD, 'colour: red'], 'x:4: before the first verb stand'],
    [[...HEAD, '> produce a'], 'x:1: nothing is drawn'],
    [[...HEAD, 'draw: everything', '> produce a', 'b'], 'draw: everything is none of'],
    [['cluster: stepping', 'brokers: 1', 'topic: t on 1,2', '> produce a', 'b'], 'there is no broker 2'],
    [[...HEAD, 'settings: fast', '> produce a', 'b'], '"fast" is no key=value'],
  ])('that cannot be read says where and why: %#', (lines, message) => {
    expect(() => parsed(...lines)).toThrow(message)
  })

  it('is there for every figure, with verbs that are known', () => {
    const all = allTranscripts()
    expect(all.map(({ file }) => file.slice(0, 'figure-4-00'.length)).sort()).toEqual([
      'figure-4-04',
      'figure-4-10',
      'figure-4-11',
      'figure-4-20',
      'figure-4-22',
    ])
    for (const { scenes } of all) for (const { verbs } of scenes) for (const verb of verbs) verbOf(verb)
    expect(() => verbOf('make it so')).toThrow('"make it so" says nothing known')
  })
})

describe('the cast', () => {
  it('takes ids for names where they are ids', () => {
    const cast = Cast.of({ brokers: ['1', '2', '3'], controller: null }, [1, 2, 3], 2)
    expect(cast.names([3, 1])).toEqual(['1', '3'])
  })
  it('finds the controller, and gives the others the other names', () => {
    const cast = Cast.of({ brokers: ['A', 'B', 'C'], controller: 'B' }, [1, 2, 3], 3)
    expect(['A', 'B', 'C'].map((name) => cast.id(name))).toEqual([1, 3, 2])
    expect(cast.name(-1)).toBe('none')
    expect(() => cast.id('D')).toThrow('there is no broker D')
  })
})
