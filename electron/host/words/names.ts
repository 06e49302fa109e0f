import type { InBothLanguages } from '../api/exercise-functions'
import { asItIs, sentence } from './wording'

/** What the lab's sentences are about, to stand in them as a value. */
const broker = (id: number | string) => sentence({ en: 'broker {id}', ko: '브로커 {id}' }, { id })
const coordination: InBothLanguages = { en: 'the coordination server', ko: '코디네이션 서버' }
const topic = (topic: string) => sentence({ en: 'topic {topic}', ko: '토픽 {topic}' }, { topic })
const group = (groupId: string) => sentence({ en: 'group {groupId}', ko: '그룹 {groupId}' }, { groupId })

export const names = {
  broker,
  coordination,
  topic,
  group,
  groupsOf: (id: number) => sentence({ en: 'groups of broker {id}', ko: '브로커 {id}의 그룹' }, { id }),
  partitionOfGroup: (groupId: string, partition: string) =>
    sentence({ en: 'group {groupId}, {partition}', ko: '그룹 {groupId}, {partition}' }, { groupId, partition }),
  reassignments: { en: 'reassignments', ko: '재할당' },
  config: (type: 'topic' | 'broker' | 'brokerDefault', name: string): InBothLanguages =>
    type === 'topic' ? topic(name) : type === 'broker' ? broker(name) : allBrokers,
  /** By the name of its log and its entry in processes.json: `broker-1`, `coordination`. */
  process: (name: string): InBothLanguages => {
    if (name === 'coordination') return coordination
    const id = /^broker-(\d+)$/.exec(name)?.[1]
    return id === undefined ? asItIs(name) : broker(id)
  },
} as const

const allBrokers: InBothLanguages = { en: 'default of all brokers', ko: '모든 브로커의 기본값' }
