import type { CoordinationClient, ZnodeOperations } from './client'
import { isCoordinationError } from './errors'

/**
 * The same operations, each repeated after CONNECTIONLOSS once the client is connected again, for as long as the session lives
 * (KafkaZkClient.retryRequestsUntilConnected). A write may then have been applied twice or answer NODEEXISTS or BADVERSION to its own
 * first attempt: callers decide what that means.
 */
export function retrying(client: CoordinationClient): ZnodeOperations {
  const retry = async <Result>(attempt: () => Promise<Result>): Promise<Result> => {
    for (;;) {
      try {
        return await attempt()
      } catch (error) {
        if (!isCoordinationError(error, 'CONNECTIONLOSS')) throw error
        await client.whenConnected()
      }
    }
  }
  return {
    create: (path, data, options) => retry(() => client.create(path, data, options)),
    delete: (path, version) => retry(() => client.delete(path, version)),
    exists: (path, options) => retry(() => client.exists(path, options)),
    getData: (path, options) => retry(() => client.getData(path, options)),
    setData: (path, data, version) => retry(() => client.setData(path, data, version)),
    getChildren: (path, options) => retry(() => client.getChildren(path, options)),
    multi: (operations) => retry(() => client.multi(operations)),
  }
}
