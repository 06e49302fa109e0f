import { join } from 'node:path'
import { type Consumer, Kafka, logLevel } from 'kafkajs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Interest } from '../../electron/host/api/functions'
import { LabPage } from '../helpers/lab-page'
import { type ReadyLine, startLab } from '../helpers/lab-process'
import type { TestProcess } from '../helpers/processes'
import { programsMissing } from '../helpers/programs'
import { skipFor } from '../helpers/skips'
import { temporaryDirectory } from '../helpers/temp'

const missing = skipFor('groups through the lab host', programsMissing('highwater', 'broker', 'coordination'))
const GROUP = 'billing'
const RECORDS = 30

describe.skipIf(missing)('groups and topics through the lab', () => {
  let lab: TestProcess
  let ready: ReadyLine
  let page: LabPage
  let kafka: Kafka
  const members: Consumer[] = []
  const looking: Interest = { telemetry: true, groups: { groupId: GROUP } }
  const working: Interest = { telemetry: true, topicWork: true }

  beforeAll(async () => {
    const dir = join(temporaryDirectory('host-groups'), 'lab')
    const settings = {
      'offsets.topic.num.partitions': 2,
      'group.initial.rebalance.delay.ms': 0,
      'log.segment.delete.delay.ms': 3000,
    }
    ;({ lab, ready } = await startLab(
      dir,
      Object.entries(settings).flatMap(([key, value]) => ['--set', `${key}=${value}`]),
    ))
    page = await LabPage.open(ready.dashboard!)
    kafka = new Kafka({ brokers: ready.bootstrap.split(','), clientId: 'till', logLevel: logLevel.NOTHING })
    await page.call('createTopic', { topic: 'orders', partitions: 3, replicationFactor: 2, configs: {} })
    await page.until(() => page.partitions.size >= 3)
    for (const partition of [0, 1, 2]) await produce(partition)
  })
  afterAll(async () => {
    await Promise.all(members.map((member) => member.disconnect()))
    page?.close()
    await lab?.stop()
  })

  const produce = (partition: number, count = RECORDS / 3) =>
    page.call('produce', { topic: 'orders', partition, key: 'k', value: 'tea', headers: {}, acks: -1, count })
  const opened = () => page.groups?.opened
  const offsets = () => (opened()?.partitions ?? []).map(({ committedOffset, lag }) => [committedOffset, lag])
  const reset = (dryRun: boolean) =>
    page.call('resetGroupOffsets', { groupId: GROUP, topics: [], to: { kind: 'shiftBy', by: -4 }, dryRun })

  async function join2() {
    for (const name of ['left', 'right']) {
      const member = kafka.consumer({ groupId: GROUP, sessionTimeout: 10_000, heartbeatInterval: 500 })
      members.push(member)
      await member.connect()
      await member.subscribe({ topics: ['orders'], fromBeginning: true })
      await member.run({ autoCommitInterval: 100, eachMessage: async () => void name })
    }
  }

  it('shows the members, what each reads, and how far', async () => {
    await join2()
    const balanced = () =>
      opened()?.state === 'Stable' &&
      opened()!.members.length === 2 &&
      opened()!.members.every(({ assignment }) => assignment.length > 0)
    await page.until(balanced, 30_000, looking)
    const given = opened()!.members.flatMap(({ assignment }) => assignment.flatMap(({ partitions }) => partitions))
    expect(given.sort()).toEqual([0, 1, 2])
    expect(opened()!.members.map(({ clientId, subscription }) => [clientId, ...subscription])).toEqual([
      ['till', 'orders'],
      ['till', 'orders'],
    ])
    await page.until(() => offsets().every(([committed, lag]) => committed === 10 && lag === 0), 20_000, looking)
    expect(opened()).toMatchObject({ protocolType: 'consumer', problem: null, coordinator: expect.any(Number) })
    await page.until(
      () => page.groups!.groups.find(({ groupId }) => groupId === GROUP)?.totalLag === 0,
      10_000,
      looking,
    )
    expect(page.groups!.groups).toMatchObject([{ groupId: GROUP, state: 'Stable', members: 2 }])
    await page.until(() =>
      page.timeline.some(({ kind, details }) => kind === 'groupStateChanged' && details.to === 'Stable'),
    )
  })

  it('refuses to reset while members are there, and to delete', async () => {
    await expect(reset(true)).rejects.toMatchObject({
      code: 'BAD_REQUEST',
      message: `offsets can only be reset while group ${GROUP} is inactive, but it is Stable with 2 members; stop its members first`,
    })
    await expect(page.call('deleteGroup', { groupId: GROUP })).rejects.toMatchObject({ code: 'BAD_REQUEST' })
    await expect(
      page.call('deleteGroupOffsets', { groupId: GROUP, topic: 'orders', partitions: null }),
    ).rejects.toMatchObject({ code: 'BAD_REQUEST' })
  })

  it('resets once they are gone: first told, then done; the lag grows and has a history', async () => {
    await Promise.all(members.splice(0).map((member) => member.disconnect()))
    await page.until(() => opened()?.state === 'Empty' && opened()!.members.length === 0, 20_000, looking)
    const told = await reset(true)
    expect(told.command).toContain(`--group ${GROUP} --reset-offsets --shift-by -4 --all-topics --dry-run`)
    expect(told.rows.map(({ current, target }) => [current, target])).toEqual(Array(3).fill([10, 6]))
    expect(offsets()).toEqual(Array(3).fill([10, 0]))
    await reset(false)
    await page.until(() => offsets().every(([committed, lag]) => committed === 6 && lag === 4), 10_000, looking)
    await produce(1, 5)
    await page.until(() => opened()!.partitions[1]!.history.at(-1) === 9, 10_000, looking)
    expect(opened()!.partitions[1]!.history.length).toBeGreaterThan(2)
    const none = await page.call('resetGroupOffsets', {
      groupId: GROUP,
      topics: [{ topic: 'orders', partitions: [2] }],
      to: { kind: 'datetime', timestampMs: Date.now() + 60_000 },
      dryRun: true,
    })
    expect(none.rows).toEqual([{ topic: 'orders', partition: 2, current: 6, target: 10, adjusted: 'noRecordAfter' }])
  })

  it('reads as a member of a group, and what the coordinator wrote about it', async () => {
    const answer = await page.call('consumeWithGroup', {
      topic: 'orders',
      groupId: GROUP,
      count: 100,
      fromBeginning: true,
    })
    expect(answer.assignment).toEqual([0, 1, 2])
    expect(answer.records).toHaveLength(17)
    expect(answer.committed).toEqual([
      { partition: 0, offset: 10 },
      { partition: 1, offset: 15 },
      { partition: 2, offset: 10 },
    ])
    const read = await Promise.all(
      [0, 1].map((partition) =>
        page.call('readRecords', { topic: '__consumer_offsets', partition, offset: 0, count: 1000 }),
      ),
    )
    const written = read.flatMap(({ records }) => records)
    expect(written.every(({ key, decoded }) => key?.startsWith('0x') && decoded && decoded.kind !== 'unknown')).toBe(
      true,
    )
    const fields = written.map(({ decoded }) =>
      Object.fromEntries(decoded!.fields.map(({ name, value }) => [name, value])),
    )
    expect(fields).toContainEqual(expect.objectContaining({ group: GROUP, topic: 'orders', partition: 1, offset: 15 }))
    expect(fields.some(({ member }) => String(member).includes('orders-0'))).toBe(true)
  })

  it('forgets offsets and the group', async () => {
    await page.call('deleteGroupOffsets', { groupId: GROUP, topic: 'orders', partitions: [0] })
    await page.until(() => opened()!.partitions.length === 2, 10_000, looking)
    await page.call('deleteGroup', { groupId: GROUP })
    await page.until(() => page.groups!.groups.every(({ groupId }) => groupId !== GROUP), 20_000, looking)
    expect(opened()!.state).toBe('Dead')
  })

  it('moves replicas, elects the preferred leader, deletes records', async () => {
    const view = (partition: number) => page.partitions.get(`orders-${partition}`)!
    const { replicas } = view(0)
    const other = [1, 2, 3].find((id) => !replicas.includes(id))!
    const target = [other, replicas[0]!]
    const { file } = await page.call('reassign', { topic: 'orders', partitions: [{ partition: 0, replicas: target }] })
    expect(JSON.parse(file)).toEqual({ version: 1, partitions: [{ topic: 'orders', partition: 0, replicas: target }] })
    await page.until(() => view(0).replicas.join() === target.join() && view(0).isr.length === 2, 20_000, working)
    await page.until(() => page.topicWork?.reassignments.length === 0, 10_000, working)
    await expect(page.call('cancelReassignment', { topic: 'orders', partitions: [0] })).rejects.toMatchObject({
      code: 'KAFKA_ERROR',
    })
    const { elected, notNeeded } = await page.call('electLeaders', {
      type: 'preferred',
      topic: 'orders',
      partitions: [0, 1, 2],
    })
    expect([...elected, ...notNeeded].sort()).toEqual([0, 1, 2])
    await page.until(() => [0, 1, 2].every((partition) => view(partition).leader === view(partition).replicas[0]))
    const deleted = await page.call('deleteRecords', { topic: 'orders', partitions: [{ partition: 2, offset: 7 }] })
    expect(deleted.lowWatermarks).toEqual([{ partition: 2, offset: 7 }])
    await page.until(() => view(2).replicaViews.every(({ logStartOffset }) => logStartOffset === 7))
  })

  it('follows what a deleted topic leaves on disk until it is gone', async () => {
    await page.call('deleteTopic', { topic: 'orders' })
    const folders = () => page.topicWork?.deletions.find(({ topic }) => topic === 'orders')?.folders ?? []
    await page.until(() => folders().length >= 6, 20_000, working)
    expect(page.topicWork!.deletions[0]!.delayMs).toBe(3000)
    expect(folders().every(({ path, sinceMs }) => path.endsWith('-delete') && sinceMs > 0)).toBe(true)
    await page.until(() => folders().length === 0, 20_000, working)
  })
})
