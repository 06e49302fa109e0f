import type { RegisteredBroker } from '../../znodes/types'

export interface BrokerChanges {
  added: RegisteredBroker[]
  /** Registered anew with a higher epoch since we last looked: it died and came back. */
  bounced: RegisteredBroker[]
  /** Ids, ascending. */
  removed: number[]
}

/** What happened to the brokers between what is known and what is registered now; lists are ascending by id. */
export function brokerChanges(
  known: ReadonlyMap<number, RegisteredBroker>,
  registered: readonly RegisteredBroker[],
): BrokerChanges {
  const current = [...registered].sort((left, right) => left.id - right.id)
  const ids = new Set(current.map(({ id }) => id))
  return {
    added: current.filter(({ id }) => !known.has(id)),
    bounced: current.filter(({ id, epoch }) => epoch > (known.get(id)?.epoch ?? Number.POSITIVE_INFINITY)),
    removed: [...known.keys()].filter((id) => !ids.has(id)).sort((left, right) => left - right),
  }
}
