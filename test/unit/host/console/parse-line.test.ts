import { describe, expect, it } from 'vitest'
import { shellWord } from '../../../../electron/host/api/tool-lines'
import { parseLine } from '../../../../electron/host/console/parse-line'
import { Seeded } from '../../../helpers/seeded'

const words = (line: string) => {
  const parsed = parseLine(line)
  return parsed.kind === 'pipelines' ? parsed.pipelines.map((pipeline) => pipeline.map((each) => each.words)) : parsed
}

describe('a line', () => {
  it.each([
    ['ls -l  /data', ['ls', '-l', '/data']],
    [`echo 'a b' "c d"`, ['echo', 'a b', 'c d']],
    [`echo it\\'s`, ['echo', "it's"]],
    [`echo "a \\"b\\" \\n"`, ['echo', 'a "b" \\n']],
    [`echo ''`, ['echo', '']],
    ['echo $HOME *.log ~', ['echo', '$HOME', '*.log', '~']],
    ['ls # what is there', ['ls']],
    ['kafka-topics.sh --topic a#b', ['kafka-topics.sh', '--topic', 'a#b']],
    [`x --add-config a=[b,c]`, ['x', '--add-config', 'a=[b,c]']],
  ])('%s', (line, expected) => expect(words(line)).toEqual([[expected]]))

  it('with pipes and &&', () => {
    expect(words('cat a | grep x | head -n 1')).toEqual([
      [
        ['cat', 'a'],
        ['grep', 'x'],
        ['head', '-n', '1'],
      ],
    ])
    expect(words('kill 1 && ls')).toEqual([[['kill', '1']], [['ls']]])
  })

  it('into a file of the console', () => {
    expect(parseLine('echo a > b.json')).toEqual({
      kind: 'pipelines',
      pipelines: [[{ words: ['echo', 'a'], redirect: { file: 'b.json', append: false } }]],
    })
  })

  it('with nothing in it', () => {
    expect(parseLine('   ')).toEqual({ kind: 'empty' })
    expect(parseLine('# nothing')).toEqual({ kind: 'empty' })
  })

  it.each([
    'ls; rm -rf /',
    'ls & ls',
    'ls || ls',
    'echo `id`',
    'echo $(id)',
    'cat < a',
    'cat <<EOF',
    'ls 2> a',
    'ls |',
    '| ls',
    'ls &&',
    'ls >',
    "echo 'a",
    'echo "a',
  ])('refuses %s', (line) => expect(parseLine(line).kind).toBe('refused'))

  it('takes back every word that is quoted for a shell', () => {
    const random = new Seeded(7)
    const letters = [...`ab'"\\ $|;&<>#*~\`(){}=,é한`]
    for (let round = 0; round < 2000; round++) {
      const wanted = Array.from({ length: 1 + random.integer(0, 3) }, () =>
        Array.from({ length: 1 + random.integer(0, 5) }, () => random.pick(letters)).join(''),
      )
      expect(words(wanted.map(shellWord).join(' '))).toEqual([[wanted]])
    }
  })
})
