import type { BrokerServices } from './services'

/** An older broker epoch than ours: the request was meant for this broker's earlier life (KIP-380). -1 is not checked. */
export function isStaleBrokerEpoch(brokerEpochInRequest: number, broker: BrokerServices): boolean {
  return brokerEpochInRequest !== -1 && brokerEpochInRequest < broker.brokerEpoch()
}
