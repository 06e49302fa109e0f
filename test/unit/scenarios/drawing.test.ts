import { describe, expect, it } from 'vitest'
import { type DrawnReplica, type DrawnState, difference, drawState } from '../../scenarios/drawing'

const record = (offset: number, value: string, epoch = 0, key: string | null = null) => ({ offset, key, value, epoch })
const replica = (broker: string, change: Partial<DrawnReplica>): DrawnReplica => ({
  broker,
  role: 'follower',
  records: [],
  logEndOffset: 0,
  highWatermark: 0,
  epoch: 0,
  epochs: [],
  checkpoint: null,
  acknowledged: 0,
  waiting: null,
  ...change,
})
const records = [record(0, 'm1'), record(1, 'm2', 1)]
const state: DrawnState = {
  topicPartition: 't-0',
  leader: 'A',
  leaderEpoch: 1,
  isr: ['A', 'B'],
  replicas: [
    replica('A', {
      role: 'leader',
      records,
      logEndOffset: 2,
      highWatermark: 1,
      acknowledged: null,
      epochs: ['0:0', '1:1'],
      checkpoint: 1,
    }),
    replica('B', { waiting: 'to fetch from 0' }),
    replica('C', { role: 'down', records, logEndOffset: null, highWatermark: null, epoch: null, acknowledged: -1 }),
  ],
  sent: [{ value: 'm1', state: 'acknowledged at 0' }],
  read: ['m1'],
  controller: { broker: 'B', elections: 1, waiting: ['LeaderAndIsr to A'] },
}

describe('a drawing', () => {
  it('tells committed records from others, and those of a broker that is down', () => {
    expect(drawState(state, [])).toEqual([
      't-0  leader A  epoch 1  ISR A,B',
      'broker A  leader  [0 m1] (1 m2)  LEO 2  HW 1',
      'broker B  follower  -  LEO 0  HW 0',
      'broker C  down  |0 m1| |1 m2|',
    ])
  })
  it('shows what was asked for', () => {
    expect(drawState(state, ['epochs', 'checkpoint', 'waiting', 'producer', 'consumer', 'controller'])).toEqual([
      't-0  leader A  epoch 1  ISR A,B',
      'broker A  leader  [0 m1 e0] (1 m2 e1)  LEO 2  HW 1  epoch 0  epochs 0:0 1:1  checkpoint 1',
      'broker B  follower  -  LEO 0  HW 0  epoch 0  epochs -  checkpoint -  waits to fetch from 0',
      'broker C  down  |0 m1 e0| |1 m2 e1|  epochs -  checkpoint -',
      'controller  B  elections 1',
      'not told yet  LeaderAndIsr to A',
      'producer  m1 acknowledged at 0',
      'consumer  reads m1',
    ])
  })
})

describe('the difference', () => {
  it('takes no notice of distances', () => {
    expect(difference(['a   b', 'c'], ['a b', ' c'])).toBeUndefined()
  })
  it.each([
    ['another line', ['a', 'b'], ['a', 'x'], '  a\n- b\n+ x'],
    ['a line less', ['a', 'b'], ['a'], '  a\n- b'],
    ['a line more', ['a'], ['a', 'b'], '  a\n+ b'],
  ])('shows %s', (_, drawn, actual, text) => {
    expect(difference(drawn, actual)).toBe(text)
  })
})
