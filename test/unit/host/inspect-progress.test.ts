import { afterEach, expect, it, vi } from 'vitest'
import { ProgressLine } from '../../../electron/cli/inspect-progress'

afterEach(() => {
  vi.useRealTimers()
})

it('a long reading says how far it is, on a terminal alone, and leaves nothing behind', () => {
  vi.useFakeTimers()
  const told = (isTTY: boolean) => {
    const lines: string[] = []
    const terminal = { isTTY, columns: 40, write: (text: string) => lines.push(text) > 0 }
    const progress = new ProgressLine(terminal as never)
    progress.tell({ partition: 'orders-0', readBytes: 0, totalBytes: 1e9 })
    vi.advanceTimersByTime(300)
    progress.tell({ partition: 'orders-0', readBytes: 5e8, totalBytes: 1e9 })
    progress.tell({ partition: 'orders-0', readBytes: 6e8, totalBytes: 1e9 })
    progress.clear()
    return lines
  }
  expect(told(true)).toEqual(['\r50 % (476 of 954 MiB) orders-0\x1b[K', '\r\x1b[K'])
  expect(told(false)).toEqual([])
})
