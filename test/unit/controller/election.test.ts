import { describe, expect, it } from 'vitest'
import {
  electForControlledShutdown,
  electForReassignment,
  electOffline,
  electPreferred,
} from '../../../broker-core/controller/election'

interface Row {
  name: string
  assignment: number[]
  isr: number[]
  live: number[]
  expected: { leader: number; isr: number[]; recipients: number[]; unclean?: boolean } | undefined
}

const candidates = ({ assignment, isr, live }: Row) => ({ assignment, isr, live: new Set(live) })
const elected = (expected: Row['expected']) => expected && { unclean: false, ...expected }

describe('offline or new partitions', () => {
  const rows: (Row & { uncleanAllowed?: boolean })[] = [
    {
      name: 'takes the first live replica in the ISR, in the order of the assignment, not of the ISR',
      assignment: [1, 2, 3],
      isr: [3, 2, 1],
      live: [2, 3],
      expected: { leader: 2, isr: [3, 2], recipients: [2, 3] },
    },
    {
      name: 'passes over a live replica that is not in sync',
      assignment: [1, 2, 3],
      isr: [1, 3],
      live: [2, 3],
      expected: { leader: 3, isr: [3], recipients: [2, 3] },
    },
    {
      name: 'elects nobody when the whole ISR is dead',
      assignment: [1, 2, 3],
      isr: [1],
      live: [2, 3],
      expected: undefined,
    },
    {
      name: 'uncleanly: the first live replica, alone in the ISR',
      assignment: [1, 2, 3],
      isr: [1],
      live: [3, 2],
      uncleanAllowed: true,
      expected: { leader: 2, isr: [2], recipients: [2, 3], unclean: true },
    },
    {
      name: 'stays clean when it can, although unclean is allowed',
      assignment: [1, 2, 3],
      isr: [3],
      live: [2, 3],
      uncleanAllowed: true,
      expected: { leader: 3, isr: [3], recipients: [2, 3] },
    },
    { name: 'nobody is alive', assignment: [1, 2], isr: [1], live: [], uncleanAllowed: true, expected: undefined },
    { name: 'no replicas at all', assignment: [], isr: [], live: [1], uncleanAllowed: true, expected: undefined },
  ]
  it.each(rows)('$name', (row) => {
    expect(electOffline(candidates(row), row.uncleanAllowed ?? false)).toEqual(elected(row.expected))
  })
})

describe('preferred replica', () => {
  const rows: Row[] = [
    {
      name: 'is the first of the assignment, the ISR stays',
      assignment: [1, 2, 3],
      isr: [2, 1],
      live: [1, 2],
      expected: { leader: 1, isr: [2, 1], recipients: [1, 2, 3] },
    },
    { name: 'is not in sync', assignment: [1, 2], isr: [2], live: [1, 2], expected: undefined },
    { name: 'is dead', assignment: [1, 2], isr: [1, 2], live: [2], expected: undefined },
    { name: 'does not exist', assignment: [], isr: [2], live: [2], expected: undefined },
  ]
  it.each(rows)('$name', (row) => {
    expect(electPreferred(candidates(row))).toEqual(elected(row.expected))
  })
})

describe('reassignment', () => {
  const rows: Row[] = [
    {
      name: 'takes the first target replica that is alive and in sync',
      assignment: [4, 5],
      isr: [1, 2, 5, 4],
      live: [1, 2, 5],
      expected: { leader: 5, isr: [1, 2, 5, 4], recipients: [4, 5] },
    },
    { name: 'elects nobody out of sync', assignment: [4, 5], isr: [1, 2], live: [1, 2, 4, 5], expected: undefined },
  ]
  it.each(rows)('$name', (row) => {
    expect(electForReassignment(candidates(row))).toEqual(elected(row.expected))
  })
})

describe('controlled shutdown', () => {
  const rows: (Row & { shuttingDown: number[] })[] = [
    {
      name: 'passes over brokers that shut down and takes them out of the ISR',
      assignment: [1, 2, 3],
      isr: [1, 2, 3],
      live: [1, 2, 3],
      shuttingDown: [1, 2],
      expected: { leader: 3, isr: [3], recipients: [1, 2, 3] },
    },
    {
      name: 'finds nobody when only brokers that shut down are in sync',
      assignment: [1, 2, 3],
      isr: [1],
      live: [1, 2, 3],
      shuttingDown: [1],
      expected: undefined,
    },
  ]
  it.each(rows)('$name', (row) => {
    expect(electForControlledShutdown(candidates(row), new Set(row.shuttingDown))).toEqual(elected(row.expected))
  })
})
