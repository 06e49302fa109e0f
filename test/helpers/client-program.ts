import { join } from 'node:path'
import { expect } from 'vitest'
import { featuresOf, furtherChecksOf } from './client-matrix'
import { CODECS } from './compression'
import { startProcess, type TestProcess } from './processes'
import { repositoryRoot } from './programs'
import type { RawClient } from './raw-client'

/** The folder of the programs that use a client in its own language. */
export const clientPrograms = join(repositoryRoot, 'test/interop/clients')

const CHECK_PATIENCE_MS = 150_000
/** Topics that a check makes itself. */
const OWN_TOPICS: readonly string[] = ['admin.create', 'admin.delete']
const PARTITIONS: Readonly<Record<string, number>> = {
  'group.eager': 6,
  'group.cooperative': 6,
  'group.static': 4,
  'group.fencing': 4,
  'group.upgrade': 6,
}
const CONFIGS: Readonly<Record<string, Record<string, string>>> = {
  'txn.bump': { 'max.message.bytes': '1000' },
  'consume.gaps': { 'cleanup.policy': 'compact', 'segment.bytes': '400', 'min.cleanable.dirty.ratio': '0.01' },
}
const DEFAULT_PARTITIONS = 2

/** A program that runs the checks of one client beside each other, and prints a line of JSON for each that is over. */
export class ClientProgram {
  private constructor(
    readonly client: string,
    private readonly process: TestProcess,
  ) {}

  /** Its command gets the bootstrap servers, the prefix of its topics and groups, and the features to check. */
  static start(client: string, command: string, args: readonly string[], bootstrap: string): ClientProgram {
    const only = process.env.HIGHWATER_FEATURES?.split(',') ?? [...featuresOf(client), ...furtherChecksOf(client)]
    const started = startProcess({
      command,
      args: [...args, bootstrap, client, ...only],
      name: client,
      cwd: clientPrograms,
      env: { PYTHONDONTWRITEBYTECODE: '1' },
    })
    return new ClientProgram(client, started)
  }

  /** Resolves when this feature's check has passed. */
  async passed(feature: string): Promise<void> {
    const line = await this.process.line(new RegExp(`^\\{"feature": ?"${feature}"`), CHECK_PATIENCE_MS)
    const { error } = JSON.parse(line) as { error: string | null }
    if (error !== null) throw new Error(`${this.client}, ${feature}: ${error}`)
  }

  stop(): Promise<unknown> {
    return this.process.stop(2_000)
  }
}

/** The topics of a client's checks, `CLIENT.FEATURE`; every leader is ready, so that not even a record of acks=0 is lost. */
export async function createTopics(raw: RawClient, client: string): Promise<void> {
  const features = [...featuresOf(client), ...furtherChecksOf(client)].filter(
    (feature) => !OWN_TOPICS.includes(feature),
  )
  await raw.createTopics(
    features.map((feature) => ({
      name: `${client}.${feature}`,
      partitions: PARTITIONS[feature] ?? DEFAULT_PARTITIONS,
      replicationFactor: feature.startsWith('produce.') ? 3 : 1,
      ...(CONFIGS[feature] && { configs: CONFIGS[feature] }),
    })),
  )
}

/** What the check of KIP-360 left: a transaction of the next epoch, and a sequence that begins again. */
export async function expectNextEpoch(raw: RawClient, topic: string): Promise<void> {
  const [transactional, idempotent] = await Promise.all([0, 1].map((partition) => raw.readBatches(topic, partition)))
  const first = transactional!.at(0)!
  expect(transactional!.at(-1)).toMatchObject({
    producerId: first.producerId,
    producerEpoch: first.producerEpoch + 1,
  })
  expect(idempotent!.map(({ baseSequence }) => baseSequence)).toEqual([0, 0])
}

/** What a produce check left in its topic, seen by somebody else: every record once, in order, in batches as asked for. */
export async function expectProduced(raw: RawClient, topic: string, feature: string): Promise<void> {
  const codec = CODECS.find((name) => feature === `produce.${name}`)
  for (const partition of [0, 1]) {
    const records = await raw.readRecords(topic, partition)
    expect(records.map(({ value }) => value)).toEqual(records.map((_, index) => `${partition}:${index}`))
    expect(records.length).toBeGreaterThanOrEqual(100)
    const batches = await raw.readBatches(topic, partition)
    if (codec !== undefined) {
      // A client may leave alone a batch too small to gain by it.
      const codecs = new Set(batches.map((batch) => batch.codec))
      expect(codecs).toContain(codec)
      expect([...codecs].filter((other) => other !== codec && other !== 'none')).toEqual([])
    }
    if (feature === 'produce.idempotent') {
      expect(batches[0]!.producerId >= 0n).toBe(true)
      expect(batches[0]!.baseSequence).toBe(0)
    }
  }
}
