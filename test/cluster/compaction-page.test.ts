import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { CleaningView } from '../../electron/host/api/cleaning-views'
import type { KeyPicture } from '../../electron/host/api/key-picture-views'
import { LabPage } from '../helpers/lab-page'
import { startLab } from '../helpers/lab-process'
import type { TestProcess } from '../helpers/processes'
import { programsMissing } from '../helpers/programs'
import { skipFor } from '../helpers/skips'
import { temporaryDirectory } from '../helpers/temp'

const missing = skipFor('the lab host', programsMissing('highwater', 'broker', 'coordination'))

describe.skipIf(missing)('compaction, as a page follows it', () => {
  let lab: TestProcess
  let page: LabPage
  beforeAll(async () => {
    const started = await startLab(join(temporaryDirectory('compaction'), 'lab'), [
      ...['--brokers', '1', '--set', 'log.cleaner.backoff.ms=200'],
    ])
    lab = started.lab
    page = await LabPage.open(started.ready.dashboard!)
  })
  afterAll(async () => {
    page?.close()
    await lab?.stop()
  })
  const replica = { brokerId: 1, topic: 'accounts', partition: 0 }
  const produce = (key: string, value: string | null) =>
    page.call('produce', { topic: 'accounts', partition: 0, key, value, headers: {}, acks: -1, count: 1 })

  /** Follows the records by key until `met`. */
  async function keysUntil(met: (picture: KeyPicture) => boolean): Promise<KeyPicture> {
    for (let since = 0, turn = 0; turn < 60; turn++) {
      const picture = await page.call('keyPicture', { ...replica, since })
      if (met(picture)) return picture
      since = picture.version
    }
    throw new Error('the picture never came to it')
  }

  it('what-if says what the cleaner then does: V1 to V3 of K1 go, V4 stays', async () => {
    await page.call('createTopic', {
      topic: 'accounts',
      partitions: 1,
      replicationFactor: 1,
      // Nothing is cleaned before the question was answered.
      configs: { 'cleanup.policy': 'compact', 'segment.bytes': '300', 'min.cleanable.dirty.ratio': '1' },
    })
    await page.until(() => page.partitions.get('accounts-0')?.leader === 1)
    await page.until(() => page.partitions.get('accounts-0')!.replicaViews[0]!.logDir !== null)
    for (const value of ['V1', 'V2', 'V3', 'V4']) await produce('K1', value)
    for (let index = 0; index < 4; index++) await produce('K2', `V${index + 1}`)
    const before = await keysUntil(({ records }) => records.length === 8)
    expect(before.records.every(({ state }) => state === 'there')).toBe(true)
    await page.until(() => page.partitions.get('accounts-0')!.replicaViews[0]!.highWatermark === 8)

    const { job, commands } = await page.call('whatIfStart', {
      source: { kind: 'topic', topic: 'accounts', partition: null },
      settings: { 'cleanup.policy': 'compact', 'min.cleanable.dirty.ratio': '0.01' },
    })
    // The topic's own settings stand in the line, too: at a terminal the answer is the same.
    expect(commands[0]).toMatch(/--topic accounts --partition 0 --what-if segment.bytes=300 --what-if cleanup.policy/)
    let answer = await page.call('whatIfFollow', { job, since: 0 })
    while (answer.state === 'running') answer = await page.call('whatIfFollow', { job, since: answer.version })
    expect(answer).toMatchObject({ state: 'done', failure: null })
    const predicted = answer.result.partitions[0]!.compaction!

    await page.call('alterConfigs', {
      type: 'topic',
      name: 'accounts',
      changes: { 'min.cleanable.dirty.ratio': '0.01' },
    })
    const after = await keysUntil(({ cleanings }) => cleanings.length > 0)
    expect(after.cleanings[0]).toMatchObject({
      nextDirtyOffset: predicted.firstUncleanableOffset,
      recordsBefore: predicted.recordsBefore,
      recordsAfter: predicted.recordsAfter,
      filesBefore: before.files,
    })
    const cleanedFiles = after.files.filter(({ baseOffset }) => baseOffset < predicted.firstUncleanableOffset)
    expect(cleanedFiles.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0)).toBe(predicted.bytesAfter)
    const fates = (key: string) => after.records.filter((record) => record.key === key).map(({ state }) => state)
    expect(fates('K1')).toEqual(['cleaned', 'cleaned', 'cleaned', 'there'])

    let view: CleaningView | undefined
    const interest = { telemetry: true, cleaning: { opened: replica } }
    await page.until(
      () => {
        view = page.last?.cleaning ?? view
        return view?.opened?.lastRun?.recordsAfter === predicted.recordsAfter
      },
      20_000,
      interest,
    )
    expect(view!.opened!.reason.kind).toMatch(/onlyActiveSegment|nothingNew|ratioTooLow/)
  }, 60_000)

  it('refuses what is not there', async () => {
    await expect(page.call('keyPicture', { ...replica, topic: 'nothing', since: 0 })).rejects.toMatchObject({
      code: 'NOT_FOUND',
    })
    const ask = (source: { kind: 'topic'; topic: string; partition: null }, settings: Record<string, string>) =>
      page.call('whatIfStart', { source, settings })
    await expect(
      ask({ kind: 'topic', topic: 'nothing', partition: null }, { 'retention.ms': '0' }),
    ).rejects.toMatchObject({ code: 'NOT_FOUND' })
    await expect(ask({ kind: 'topic', topic: 'accounts', partition: null }, { acks: '1' })).rejects.toMatchObject({
      code: 'BAD_REQUEST',
    })
  })
})
