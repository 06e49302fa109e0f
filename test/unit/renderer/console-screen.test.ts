import { describe, expect, it } from 'vitest'
import {
  commonStart,
  emptyScreen,
  pastedLines,
  SCROLLBACK_MAX,
  screenText,
  withEcho,
  withLine,
  withOutput,
} from '../../../renderer/model/console-screen'

const out = (text: string) => ({ stream: 'out' as const, text })
const error = (text: string) => ({ stream: 'error' as const, text })

describe('the screen of a console', () => {
  it('joins what was written in pieces', () => {
    const screen = withOutput(withOutput(emptyScreen, [out('a'), out('b\nc')]), [out('d\n'), error('e\n')])
    expect(screen.lines.map(({ kind, text }) => [kind, text])).toEqual([
      ['out', 'ab'],
      ['out', 'cd'],
      ['error', 'e'],
    ])
  })
  it('keeps empty lines', () => {
    expect(screenText(withOutput(emptyScreen, [out('a\n\nb\n')]))).toBe('a\n\nb')
  })
  it('shows what is typed behind the prompt of the command', () => {
    let screen = withLine(emptyScreen, 'typed', 'kafka-console-producer.sh', '$ ')
    screen = withOutput(screen, [out('>')])
    screen = withEcho(screen, 'message1')
    screen = withOutput(screen, [out('>')])
    expect(screenText(screen)).toBe('$ kafka-console-producer.sh\n>message1\n>')
  })
  it('is emptied by clear', () => {
    expect(screenText(withOutput(withOutput(emptyScreen, [out('a\n')]), [out('\x1b[H\x1b[2Jb\n')]))).toBe('b')
  })
  it('has a cap, and says what is gone', () => {
    const screen = withOutput(emptyScreen, [out('x\n'.repeat(SCROLLBACK_MAX + 10))])
    expect([screen.lines.length, screen.gone]).toEqual([SCROLLBACK_MAX, 10])
    expect(new Set(screen.lines.map(({ key }) => key)).size).toBe(SCROLLBACK_MAX)
  })
})

describe('typing', () => {
  it('is completed as far as all candidates agree', () => {
    expect(commonStart(['kafka-topics.sh ', 'kafka-configs.sh '])).toBe('kafka-')
    expect(commonStart(['one '])).toBe('one ')
    expect(commonStart([])).toBe('')
  })
  it('pastes the lines of a book', () => {
    expect(pastedLines('$ kafka-topics.sh \\\n  --list\r\nls')).toEqual(['kafka-topics.sh --list', 'ls'])
  })
})
