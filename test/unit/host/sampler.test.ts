import { describe, expect, it } from 'vitest'
import { readLinuxCounters } from '../../../electron/host/sampler/counter-readers'
import { History } from '../../../electron/host/sampler/history'
import { parseProcIo, parseProcStat } from '../../../electron/host/sampler/proc-files'
import { noRates, ratesBetween } from '../../../electron/host/sampler/rates'
import { Sampler } from '../../../electron/host/sampler/sampler'

const counters = (atMs: number, cpuMs: number, readBytes: number | null, writeBytes: number | null) => ({
  atMs,
  cpuMs,
  residentBytes: 1000,
  readBytes,
  writeBytes,
})

describe('rates', () => {
  it('are differences over time', () => {
    expect(ratesBetween(counters(1000, 50, 0, 4096), counters(3000, 150, 2048, 4096))).toEqual({
      cpuPercent: 5,
      residentBytes: 1000,
      readBytesPerSecond: 1024,
      writeBytesPerSecond: 0,
    })
  })

  it('are unknown at first, without time, and for counters that are hidden or went back', () => {
    expect(ratesBetween(undefined, counters(0, 0, 0, 0))).toEqual({ ...noRates, residentBytes: 1000 })
    expect(ratesBetween(counters(5, 0, 0, 0), counters(5, 9, 9, 9))).toEqual({ ...noRates, residentBytes: 1000 })
    const rates = ratesBetween(counters(0, 10, null, 500), counters(1000, 5, null, 400))
    expect(rates).toMatchObject({ cpuPercent: null, readBytesPerSecond: null, writeBytesPerSecond: null })
  })
})

describe('history', () => {
  it('keeps the last values, oldest first', () => {
    const history = new History(3)
    expect(history.values()).toEqual([])
    for (const value of [1, null, 3]) history.push(value)
    expect(history.values()).toEqual([1, null, 3])
    history.push(4)
    history.push(5)
    expect(history.values()).toEqual([3, 4, 5])
  })
})

describe('/proc', () => {
  it('is read past a command with spaces and parentheses', () => {
    const text = '42 (a) b (c) T 1 42 42 0 -1 4194560 1 2 3 4 700 300 0 0 20 0 11 0 123456 900000 2560 184 1 1'
    expect(parseProcStat(text)).toEqual({
      state: 'T',
      userTicks: 700,
      systemTicks: 300,
      startTicks: 123456,
      residentPages: 2560,
    })
    expect(parseProcStat('')).toBeNull()
    expect(parseProcStat('42 (short) R 1')).toBeNull()
  })

  it('tells bytes that reached the disk', () => {
    expect(parseProcIo('rchar: 9\nwchar: 8\nsyscr: 1\nread_bytes: 4096\nwrite_bytes: 8192\n')).toEqual({
      readBytes: 4096,
      writeBytes: 8192,
    })
    expect(parseProcIo('')).toBeNull()
  })

  it.skipIf(process.platform !== 'linux')('shows this process, and nothing of one that is not there', () => {
    const readings = readLinuxCounters([process.pid, 2 ** 30]) as Map<number, { residentBytes: number | null }>
    expect([...readings.keys()]).toEqual([process.pid])
    expect(readings.get(process.pid)!.residentBytes).toBeGreaterThan(10_000_000)
  })
})

describe('sampler', () => {
  it('starts over when a name has a new process, and marks what it could not read', async () => {
    let pid = 1
    let atMs = 0
    let frozen = false
    const seen: string[][] = []
    const sampler = new Sampler({
      read: (pids) => {
        atMs += 1000
        return new Map(pids.map((each) => [each, { ...counters(atMs, 0, 0, atMs), frozen }]))
      },
      running: () => (pid === 0 ? [] : [{ name: 'broker-1', pid }]),
      sampled: (names) => seen.push([...names]),
    })
    await sampler.sample()
    await sampler.sample()
    pid = 2
    await sampler.sample()
    frozen = true
    await sampler.sample()
    pid = 0
    await sampler.sample()
    expect(sampler.use('broker-1').history.write).toEqual([null, 1000, null, 1000, null])
    expect(sampler.use('broker-1').cpuPercent).toBeNull()
    expect(seen).toEqual([[], [], [], ['broker-1'], []])
  })
})
