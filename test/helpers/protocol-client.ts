import { InterBrokerClient } from '../../broker-core/network/inter-broker-client'
import type { Api } from '../../broker-core/protocol/api'
import { createLogger, createNodeRuntime } from '../../broker-core/runtime/node'

/** Asks one broker in any version the schemas know (which a test of their own compares with Kafka's): for what `RawClient` does not speak. */
export class ProtocolClient {
  private constructor(private readonly client: InterBrokerClient) {}

  static async open(address: string): Promise<ProtocolClient> {
    const [host, port] = address.split(':')
    const runtime = await createNodeRuntime({ logger: createLogger([]) })
    const options = {
      runtime,
      host: host!,
      port: Number(port),
      name: address,
      clientId: 'test',
      requestTimeoutMs: 20_000,
    }
    return new ProtocolClient(new InterBrokerClient(options))
  }

  ask<Request, RequestInput, Response, ResponseInput>(
    api: Api<Request, RequestInput, Response, ResponseInput>,
    version: number,
    body: RequestInput,
  ): Promise<Response> {
    return this.client.send(api, version, body)
  }

  close(): void {
    this.client.close()
  }
}
