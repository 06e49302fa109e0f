import { describe, expect, test } from 'vitest'
import {
  decodeProperties,
  formatProperty,
  PropertiesError,
  parseProperties,
  propertyMap,
} from '../../../broker-core/config/properties'

const pairs = (text: string) => parseProperties(text).map(({ key, value }) => [key, value])

describe('parseProperties reads the syntax of java.util.Properties', () => {
  test.each<[string, string, string[][]]>([
    ['equals sign', 'a=b', [['a', 'b']]],
    ['colon', 'a:b', [['a', 'b']]],
    ['blank', 'a b', [['a', 'b']]],
    ['blanks around the separator', '  a \t = \f b', [['a', 'b']]],
    ['only the first separator', 'a=b=c:d', [['a', 'b=c:d']]],
    ['separator after blank belongs to the separator', 'a = = b', [['a', '= b']]],
    ['trailing blanks stay', 'a=b  ', [['a', 'b  ']]],
    [
      'no value',
      'a\nb=\nc:',
      [
        ['a', ''],
        ['b', ''],
        ['c', ''],
      ],
    ],
    ['empty key', '=b', [['', 'b']]],
    ['comments', '# x=1\n ! y=2\na=b # not a comment', [['a', 'b # not a comment']]],
    ['blank lines', '\n \t\f\n\na=b\n\n', [['a', 'b']]],
    ['a comment does not continue', '# x \\\na=b', [['a', 'b']]],
    ['continuation', 'a=1,\\\n   2,\\\n\t3', [['a', '1,2,3']]],
    ['continuation in the key', 'lo\\\n  g=1', [['log', '1']]],
    ['a continued line may look like a comment', 'a=1\\\n#2', [['a', '1#2']]],
    [
      'a continued line may be blank',
      'a=1\\\n\nb=2',
      [
        ['a', '1'],
        ['b', '2'],
      ],
    ],
    [
      'two backslashes do not continue',
      'a=1\\\\\nb=2',
      [
        ['a', '1\\'],
        ['b', '2'],
      ],
    ],
    ['three do', 'a=1\\\\\\\n2', [['a', '1\\2']]],
    ['continuation at the end of the file', 'a=1\\', [['a', '1']]],
    ['only a backslash', '\\', [['', '']]],
    ['a continuation of nothing, then a blank line or a comment', '\\\n\na=1\n\\\n# x', [['a', '1']]],
    ['escaped separators in the key', 'a\\=b\\:c\\ d=e', [['a=b:c d', 'e']]],
    ['named escapes', 'a=x\\ty\\nz\\rw\\fv', [['a', 'x\ty\nz\rw\fv']]],
    ['other escapes lose the backslash', 'a=C:\\kafka\\data\\z', [['a', 'C:kafkadataz']]],
    ['unicode', 'a=\\ud55c\\uAE00', [['a', '한글']]],
    ['an escaped backslash before u', 'a=\\\\u0041', [['a', '\\u0041']]],
    [
      'windows and old mac line ends',
      'a=1\r\nb=2\rc=3',
      [
        ['a', '1'],
        ['b', '2'],
        ['c', '3'],
      ],
    ],
  ])('%s', (_name, text, expected) => {
    expect(pairs(text)).toEqual(expected)
  })

  test('lines are those on which an entry starts', () => {
    expect(parseProperties('# one\n\na=1,\\\n  2\r\nb=3').map(({ key, line }) => [key, line])).toEqual([
      ['a', 3],
      ['b', 5],
    ])
  })

  test('a broken \\u names its line', () => {
    expect(() => parseProperties('a=1\nb=\\u12g4')).toThrow(PropertiesError)
    try {
      parseProperties('a=1\nb=\\u12')
    } catch (error) {
      expect(error).toMatchObject({ line: 2 })
    }
  })

  test('the last of several counts', () => {
    expect(propertyMap(parseProperties('a=1\na=2')).get('a')).toBe('2')
  })

  test('bytes are Latin-1, as in Java', () => {
    expect(decodeProperties(Buffer.from([0x61, 0x3d, 0xe9]))).toBe('a=é')
  })
})

describe('formatProperty writes what parseProperties reads back', () => {
  test.each([
    ['log.dirs', '/tmp/한글/a b'],
    ['a key', ' leading and trailing '],
    ['a=b:c', 'C:\\data'],
    ['#a', '!b#c'],
    ['tab\there', 'line\nline\r\f'],
    ['empty', ''],
  ])('%j = %j', (key, value) => {
    const line = formatProperty(key, value)
    expect(line).toMatch(/^[\x20-\x7e]*$/)
    expect(pairs(`# before\n${line}\nafter=1`)).toEqual([
      [key, value],
      ['after', '1'],
    ])
  })
})
