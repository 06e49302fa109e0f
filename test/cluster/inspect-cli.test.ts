import { execFileSync, spawn } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { recordLineSchema, reportSchema } from '../../electron/host/inspect/report-schema'
import { programPath, programsMissing } from '../helpers/programs'
import { run } from '../helpers/run'
import { skipFor } from '../helpers/skips'
import { temporaryDirectory } from '../helpers/temp'
import { batchAt, batchesAt, writePartition, writeRoot } from '../unit/host/inspect-data'

const inspect = (...args: string[]) => run(process.execPath, [programPath('highwater'), 'inspect', ...args])
const linesOf = (text: string) => text.trimEnd().split('\n')

describe.skipIf(skipFor('highwater inspect', programsMissing('highwater')))('highwater inspect', () => {
  let dir: string
  beforeAll(() => {
    dir = temporaryDirectory('inspect-cli')
    writeRoot(join(dir, 'data'), { highWatermarks: { 'orders-0': 18 } })
    writePartition(join(dir, 'data'), 'orders-0', [
      { baseOffset: 0, batches: batchesAt(0, 4) },
      { baseOffset: 12, batches: batchesAt(12, 2) },
    ])
    writePartition(join(dir, 'other'), 'orders-0', [
      { baseOffset: 0, batches: [...batchesAt(0, 2), batchAt(6, 3, { partitionLeaderEpoch: 1 })] },
    ])
  })

  it('prints a table, and the records as dump-log does', async () => {
    const { code, stdout, stderr } = await inspect(join(dir, 'data'), '--records', '--from', '16', '--limit', '1')
    expect([code, stderr]).toEqual([0, ''])
    expect(stdout).toMatch(/broker 1, cluster abc/)
    expect(stdout).toMatch(/^ {2}0 +0 to 11 +12 +4 /m)
    expect(stdout).toMatch(/^ {2}12 \(active\) +12 to 17 +6 +2 /m)
    expect(stdout).toMatch(/^No problems found\.$/m)
    expect(linesOf(stdout).at(-1)).toMatch(
      /^\| offset: 16 CreateTime: \d+ keySize: 3 valueSize: 3 sequence: -1 headerKeys: \[\] key: k16 payload: v16$/,
    )
  })

  it('prints the report as the first line of JSON and a line for each record', async () => {
    const { code, stdout } = await inspect(join(dir, 'data', 'orders-0'), '--json', '--records')
    expect(code).toBe(0)
    const [first, ...rest] = linesOf(stdout)
    expect(first!.startsWith('{"dir":"')).toBe(true)
    const report = reportSchema.parse(JSON.parse(first!))
    expect(report.partitions[0]!.segments.map(({ recordCount }) => recordCount)).toEqual([12, 6])
    const records = rest.map((line) => recordLineSchema.parse(JSON.parse(line)))
    expect(records.map(({ offset, key, value }) => [offset, key, value])).toEqual(
      Array.from({ length: 18 }, (_, offset) => [offset, `k${offset}`, `v${offset}`]),
    )
  })

  it('compares two copies', async () => {
    const { stdout } = await inspect(join(dir, 'data'), '--compare', join(dir, 'other', 'orders-0'))
    expect(stdout).toBe(
      'orders-0: differs: the batch at offset 6 differs from its byte 15 on, in partitionLeaderEpoch\n',
    )
  })

  it('says in one line what cannot be opened', async () => {
    writeFileSync(join(dir, 'file'), '')
    for (const [path, said] of [
      [join(dir, 'none'), 'does not exist'],
      [join(dir, 'file'), 'is a file: give its directory'],
      [dir, 'is not a Kafka data directory'],
    ] as const) {
      const { code, stdout, stderr } = await inspect(path, '--json')
      expect([code, stdout]).toEqual([1, ''])
      expect(linesOf(stderr)).toHaveLength(1)
      expect(stderr).toContain(`highwater: ${path} ${said}`)
    }
  })

  it('ends quietly when nobody reads on, and explains itself', async () => {
    const child = spawn(
      process.execPath,
      [programPath('highwater'), 'inspect', join(dir, 'data'), '--json', '--records'],
      { stdio: ['ignore', 'pipe', 'pipe'] },
    )
    child.stdout.destroy()
    let said = ''
    child.stderr.on('data', (chunk) => {
      said += chunk
    })
    expect(await new Promise((resolve) => child.on('close', resolve))).toBe(0)
    expect(said).toBe('')
    const help = execFileSync(process.execPath, [programPath('highwater'), 'inspect', '--help'], { encoding: 'utf8' })
    for (const option of ['--json', '--records', '--topic', '--from', '--limit', '--compare'])
      expect(help).toContain(option)
  })
})
