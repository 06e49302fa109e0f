import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { GateTarget } from '../../electron/host/api/gate-functions'
import type { ExchangeView } from '../../electron/host/api/replication-views'
import { eventually } from '../helpers/eventually'
import { LabPage } from '../helpers/lab-page'
import { isAlive, type ReadyLine, startLab } from '../helpers/lab-process'
import type { TestProcess } from '../helpers/processes'
import { programsMissing } from '../helpers/programs'
import { RawClient } from '../helpers/raw-client'
import { skipFor } from '../helpers/skips'
import { removeTemporary, temporaryDirectory } from '../helpers/temp'

const missing = skipFor('gate release', programsMissing('highwater', 'broker', 'coordination'))
const ROUNDS = Number(process.env.HIGHWATER_ROUNDS ?? 20)
/** Means "hangs": what is measured is printed, not asserted. */
const PATIENCE_MS = 60_000
const LOOKING = { telemetry: true, gates: true, replication: { topic: 'pay', partition: 0 } }

const fetches: GateTarget = { kind: 'fetchRequest', brokerId: 2, topic: 'pay', partition: 0 }
const others: readonly GateTarget[] = [
  { kind: 'fetchResponse', brokerId: 3, topic: 'pay', partition: 0 },
  { kind: 'highWatermarkCheckpoint', brokerId: 1 },
  { kind: 'controllerPropagation' },
]

async function startSteppingLab(name: string) {
  const directory = temporaryDirectory(name)
  const { lab, ready } = await startLab(join(directory, 'lab'), ['--preset', 'stepping'])
  const client = new RawClient(ready.bootstrap.split(','))
  await client.createTopic({ name: 'pay', assignment: [[1, 2, 3]], configs: {} })
  client.close()
  return { directory, lab, ready }
}

async function holdAll(page: LabPage, lease: 'page' | 'connection'): Promise<void> {
  for (const gate of [fetches, ...others]) await page.call('holdGate', { gate, lease })
}

function tell(what: string, took: readonly number[]): void {
  const sorted = [...took].sort((one, other) => one - other)
  const [median, largest] = [sorted[sorted.length >> 1]!, sorted.at(-1)!]
  process.stdout.write(
    `${what}: ${took.length} times, median ${median.toFixed()} ms, largest ${largest.toFixed()} ms\n`,
  )
}

describe.skipIf(missing)('from the moment a page is gone to the first fetch that its gate held', () => {
  let lab: TestProcess
  let ready: ReadyLine
  let page: LabPage
  const exchanges = new Map<number, ExchangeView>()

  beforeAll(async () => {
    ;({ lab, ready } = await startSteppingLab('gate-release'))
    page = await LabPage.open(ready.dashboard!)
  })
  afterAll(async () => {
    page?.close()
    await lab?.stop()
  })

  const until = (met: () => boolean) =>
    page.until(
      () => {
        for (const each of page.last?.replication?.exchanges ?? []) exchanges.set(each.id, each)
        return met()
      },
      PATIENCE_MS,
      LOOKING,
    )
  const fetchesAfter = (atMs: number) =>
    [...exchanges.values()]
      .filter(({ kind, exchange }) => kind === 'fetch' && exchange.from === 2)
      .flatMap(({ times: { requestSentMs } }) => (requestSentMs !== null && requestSentMs >= atMs ? requestSentMs : []))

  const ways = [
    ['its connection is closed', (holder: LabPage) => holder.close()],
    [
      'another page is shown in its place',
      (holder: LabPage) => void holder.call('pull', { since: 0, interest: { telemetry: true } }).catch(() => undefined),
    ],
  ] as const

  it.each(ways)('%s', { timeout: (ROUNDS + 1) * PATIENCE_MS }, async (what, leave) => {
    const took: number[] = []
    for (let round = 0; round < ROUNDS; round++) {
      const holder = await LabPage.open(ready.dashboard!)
      await holder.until(() => holder.brokers.size === 3, PATIENCE_MS, LOOKING)
      await holdAll(holder, 'page')
      await until(() => page.gates.some(({ gate, waiting }) => gate.kind === 'fetchRequest' && waiting.length === 1))
      exchanges.clear()
      const leftMs = Date.now()
      leave(holder)
      await until(() => page.gates.length === 0 && fetchesAfter(leftMs).length > 0)
      took.push(Math.min(...fetchesAfter(leftMs)) - leftMs)
      holder.close()
    }
    tell(`gates open when ${what}`, took)
    expect(took).toHaveLength(ROUNDS)
  })
})

describe.skipIf(missing)('from kill -9 of the host to the moment its brokers have let everything go', () => {
  it('all three', { timeout: (ROUNDS + 1) * 2 * PATIENCE_MS }, async () => {
    const took: number[] = []
    for (let round = 0; round < ROUNDS; round++) {
      const { directory, lab, ready } = await startSteppingLab('host-death')
      const page = await LabPage.open(ready.dashboard!)
      await holdAll(page, 'connection')
      await page.until(() => page.gates.length === 1 + others.length, PATIENCE_MS, LOOKING)
      const killedMs = Date.now()
      lab.signal('SIGKILL')
      await lab.exited
      page.close()
      await eventually(() => expect(ready.brokers.filter(({ pid }) => isAlive(pid))).toEqual([]), PATIENCE_MS)
      for (const { id } of ready.brokers) took.push(letGoMs(ready.dir, id) - killedMs)
      removeTemporary(directory)
    }
    tell('gates open when the host is killed', took)
    expect(took).toHaveLength(ROUNDS * 3)
  })
})

/** When the broker says that it opened its gates. */
function letGoMs(dir: string, id: number): number {
  const log = readFileSync(join(dir, 'logs', `broker-${id}.log`), 'utf8')
  const [, date, time, ms] =
    /^\[(\S+) (\S+),(\d+)\] .*Released \d+ gates: the lab that held them is gone/m.exec(log) ?? []
  if (date === undefined) throw new Error(`broker ${id} did not open its gates at the end of its lab`)
  return new Date(`${date}T${time}.${ms}`).getTime()
}
