import { AccountedDisk } from './accounted-disk'
import { AccountedNetwork } from './accounted-network'
import type { BrokerAccount } from './io-account'
import type { Runtime } from './runtime'

/** The same world, with a counter at every file and socket. */
export function accountedRuntime(runtime: Runtime, account: BrokerAccount): Runtime {
  return {
    ...runtime,
    disk: new AccountedDisk(runtime.disk, account.files),
    network: new AccountedNetwork(runtime.network, account.sockets),
  }
}
