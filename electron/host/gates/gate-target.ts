import type { BrokerGate } from '../../../broker-core/probe/gates'
import type { InBothLanguages } from '../api/exercise-functions'
import type { GateTarget, GateTrafficEffect } from '../api/gate-functions'
import type { TimelineEvent } from '../api/views'
import { gateWords } from '../words/gate-words'
import { sentence } from '../words/wording'

/** One name a gate, whoever asks for it. */
export function gateId(gate: GateTarget): string {
  switch (gate.kind) {
    case 'truncation':
    case 'fetchRequest':
    case 'fetchResponse':
      return `${gate.kind} ${gate.brokerId} ${gate.topic}-${gate.partition}`
    case 'highWatermarkCheckpoint':
      return `${gate.kind} ${gate.brokerId}`
    case 'controllerPropagation':
      return gate.kind
    case 'traffic': {
      const [one, other] = gate.brokers
      return `traffic ${Math.min(one, other)}-${Math.max(one, other)}`
    }
  }
}

/** What it is on one broker; undefined: it does not stand there. */
export function gateOnBroker(gate: GateTarget, brokerId: number): BrokerGate | undefined {
  switch (gate.kind) {
    case 'truncation':
    case 'fetchRequest':
    case 'fetchResponse':
      if (gate.brokerId !== brokerId) return undefined
      return { kind: gate.kind, topic: gate.topic, partition: gate.partition }
    case 'highWatermarkCheckpoint':
      return gate.brokerId === brokerId ? { kind: gate.kind } : undefined
    case 'controllerPropagation':
      return { kind: gate.kind }
    case 'traffic': {
      const [one, other] = gate.brokers
      const peer = brokerId === one ? other : brokerId === other ? one : undefined
      return peer === undefined ? undefined : { kind: 'traffic', peer, effect: gate.effect }
    }
  }
}

/** Brokers that must be in the lab for the gate to make sense. */
export function brokersNamed(gate: GateTarget): number[] {
  if (gate.kind === 'traffic') return [...gate.brokers]
  return gate.kind === 'controllerPropagation' ? [] : [gate.brokerId]
}

/** Where it stands, in words. */
export function gatePlace(gate: GateTarget): InBothLanguages {
  switch (gate.kind) {
    case 'truncation':
    case 'fetchRequest':
    case 'fetchResponse':
      return sentence(gateWords[gate.kind], { brokerId: gate.brokerId, name: `${gate.topic}-${gate.partition}` })
    case 'highWatermarkCheckpoint':
      return sentence(gateWords.highWatermarkCheckpoint, { brokerId: gate.brokerId })
    case 'controllerPropagation':
      return gateWords.controllerPropagation
    case 'traffic': {
      const [one, other] = gate.brokers
      return sentence(gateWords.traffic, { one, other, effect: effectWords(gate.effect) })
    }
  }
}

/** What an event of the timeline carries of it. */
export function gateFacts(gate: GateTarget): Pick<TimelineEvent, 'details'> & { topicPartition?: string } {
  switch (gate.kind) {
    case 'truncation':
    case 'fetchRequest':
    case 'fetchResponse': {
      const topicPartition = `${gate.topic}-${gate.partition}`
      return { topicPartition, details: { gate: gate.kind, brokerId: gate.brokerId } }
    }
    case 'highWatermarkCheckpoint':
      return { details: { gate: gate.kind, brokerId: gate.brokerId } }
    case 'controllerPropagation':
      return { details: { gate: gate.kind } }
    case 'traffic':
      return { details: { gate: gate.kind, one: gate.brokers[0], other: gate.brokers[1] } }
  }
}

const effectWords = (effect: GateTrafficEffect): InBothLanguages =>
  effect.kind === 'delay' ? sentence(gateWords.delay, { delayMs: effect.delayMs }) : gateWords[effect.kind]
