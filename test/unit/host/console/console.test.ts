import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { ConsoleSession } from '../../../../electron/host/console/console-session'
import { Consoles } from '../../../../electron/host/console/consoles'
import { OutputBuffer } from '../../../../electron/host/console/output-buffer'
import { runLine } from '../../../../electron/host/console/run-line'
import { stoppedLab } from '../../../helpers/stopped-lab'
import { temporaryDirectory } from '../../../helpers/temp'

const lab = stoppedLab(join(temporaryDirectory('console'), 'lab'))

async function run(line: string, input: string[] = [], brokerId = 1) {
  const { exitCode, lines } = await runLine(lab, { brokerId, line, input })
  const of = (stream: string) => lines.filter((each) => each.stream === stream).map(({ text }) => text)
  return { exitCode, out: of('out'), error: of('error') }
}

describe('files', () => {
  it('lie where a server of the book has them, for the chosen broker', async () => {
    expect((await run('cat /data/kafka-logs/replication-offset-checkpoint')).out).toEqual(['0', '1', 't 0 1'])
    expect((await run('cat replication-offset-checkpoint', [], 3)).out).toEqual(['0', '1', 't 0 3'])
    expect((await run('cat /usr/local/kafka/config/server.properties', [], 2)).out).toEqual(['broker.id=2'])
    expect((await run('ls')).out).toEqual(['replication-offset-checkpoint', 't-0'])
    expect((await run(`cat ${lab.dir}/broker-2/server.properties`)).out).toEqual(['broker.id=2'])
  })

  it.each([
    'cat /etc/passwd',
    'cat ../../../../../../../../etc/passwd',
    'cat t-0/../../../../../../../etc/hosts',
    'ls /etc',
    'ls /tmp',
    'cd /',
    'tail /proc/self/environ',
    'hexdump /etc/passwd',
    'du -sh /usr/bin',
    'kafka-dump-log.sh --files /etc/passwd.log',
    'kafka-delete-records.sh --bootstrap-server a1:9092 --offset-json-file /etc/passwd',
  ])('never from outside the lab: %s', async (line) => {
    const { exitCode, out, error } = await run(line)
    if (line === 'cd /') expect(exitCode).toBe(0)
    else
      expect({ refused: exitCode !== 0, told: [...out, ...error].join().includes('not in this lab') }).toEqual({
        refused: true,
        told: true,
      })
  })

  it('not through a link either', async () => {
    const outside = join(temporaryDirectory('outside'), 'secret')
    writeFileSync(outside, 'secret')
    mkdirSync(join(lab.dir, 'links'), { recursive: true })
    symlinkSync(outside, join(lab.dir, 'links/secret'))
    symlinkSync('/etc', join(lab.dir, 'links/etc'))
    for (const path of ['secret', 'etc/passwd']) {
      const { exitCode, out, error } = await run(`cat ${lab.dir}/links/${path}`)
      expect([exitCode, out, error.join().includes('not in this lab')]).toEqual([1, [], true])
    }
  })

  it('that the reader makes are kept in memory, for the tools', async () => {
    const session = new ConsoleSession(lab, 1)
    const said: string[] = []
    const each = async (line: string, ...input: string[]) => {
      const running = session.run(line, (_stream, text) => said.push(text))
      for (const text of input) running.input(text)
      running.endInput()
      return running.exitCode
    }
    expect(await each(`echo '{"a":1}' > a.json`)).toBe(0)
    expect(await each('cat > b.txt', 'one', 'two')).toBe(0)
    expect(await each('cat a.json b.txt')).toBe(0)
    expect(said.join('')).toBe('{"a":1}\none\ntwo\n')
    expect(await each('echo x > /data/kafka-logs/t-0/x')).toBe(1)
    expect(await each(`echo x > ${lab.dir}/x`)).toBe(1)
  })
})

describe('a line', () => {
  it('that is no command of the console is refused', async () => {
    for (const line of ['rm -rf /', 'bash', 'sudo sh -c ls', '/bin/ls', 'node -e 1']) {
      const { exitCode, error } = await run(line)
      expect([exitCode, error[0]?.includes('command not found')]).toEqual([127, true])
    }
  })

  it('goes through harmless filters', async () => {
    expect((await run('cat replication-offset-checkpoint | grep t')).out).toEqual(['t 0 1'])
    expect((await run('cat replication-offset-checkpoint | grep -v t | wc -l')).out).toEqual(['2'])
    expect((await run('cat replication-offset-checkpoint | head -n 1')).out).toEqual(['0'])
    expect((await run('cat replication-offset-checkpoint | tail -1')).out).toEqual(['t 0 1'])
    expect(await run('ls | grep nothing')).toMatchObject({ exitCode: 1, out: [] })
    expect((await run('ls | xargs rm')).exitCode).toBe(127)
  })

  it('acts on the chosen broker, and on processes of the lab alone', async () => {
    await run('sudo systemctl stop kafka-server', [], 2)
    await run('sudo systemctl start zookeeper-server')
    await run('kill -9 4001')
    await run('kill -STOP 4002')
    expect(lab.asked.splice(0)).toEqual(['stop 2', 'start coordination', 'SIGKILL 1', 'SIGSTOP 2'])
    expect(await run('kill -9 1')).toMatchObject({
      exitCode: 1,
      error: ['kill: (1) - No such process in this lab; `jps` lists them'],
    })
    expect(lab.asked).toEqual([])
  })

  it('ends at Ctrl-C with 130, and a second one is refused while it runs', async () => {
    const session = new ConsoleSession(lab, 1)
    const running = session.run('cat', () => undefined)
    expect(() => session.run('ls', () => undefined)).toThrow('runs already')
    running.cancel()
    expect(await running.exitCode).toBe(130)
    expect(session.busy).toBe(false)
  })
})

describe("a page's consoles", () => {
  it('run a line, hand on what it writes, and end with the page', async () => {
    const consoles = new Consoles(lab)
    const functions = consoles.functions()
    const { consoleId } = await functions.openConsole({ brokerId: 1 })
    let after = 0
    const untilIdle = async () => {
      let text = ''
      for (;;) {
        const { output, next, state, dropped } = await functions.readConsole({ consoleId, after })
        expect(dropped).toBe(0)
        after = next
        text += output.map((chunk) => chunk.text).join('')
        if (!state.busy) return { text, state }
      }
    }
    await functions.runInConsole({ consoleId, brokerId: 1, line: 'pwd' })
    expect(await untilIdle()).toMatchObject({ text: '/data/kafka-logs\n', state: { exitCode: 0, brokerId: 1 } })
    await functions.runInConsole({ consoleId, brokerId: 2, line: 'cat' })
    await expect(functions.runInConsole({ consoleId, brokerId: 2, line: 'ls' })).rejects.toThrow('Ctrl-C')
    expect(await functions.typeIntoConsole({ consoleId, line: 'typed' })).toBe(true)
    await functions.endConsoleInput({ consoleId })
    expect(await untilIdle()).toMatchObject({ text: 'typed\n', state: { exitCode: 0, brokerId: 2 } })
    const waiting = functions.readConsole({ consoleId, after })
    consoles.close()
    expect((await waiting).output).toEqual([])
    await expect(functions.readConsole({ consoleId, after: 0 })).rejects.toThrow('there is no console')
  })

  it('complete commands, options, brokers and files', async () => {
    const functions = new Consoles(lab).functions()
    const { consoleId } = await functions.openConsole({ brokerId: 1 })
    const complete = async (line: string) => {
      const { from, candidates } = await functions.completeInConsole({
        consoleId,
        brokerId: 1,
        line,
        cursor: line.length,
      })
      return candidates.map((each) => line.slice(0, from) + each)
    }
    expect(await complete('kafka-top')).toEqual(['kafka-topics.sh '])
    expect(await complete('sudo sys')).toEqual(['sudo systemctl '])
    expect(await complete('kafka-topics.sh --under')).toEqual(
      ['kafka-topics.sh --under-min-isr-partitions ', 'kafka-topics.sh --under-replicated-partitions ']
        .sort()
        .reverse(),
    )
    expect(await complete('kafka-topics.sh --bootstrap-server 127.0.0.1:9092,127.0.0.1:9093,127.0.0.1:9094')).toEqual([
      'kafka-topics.sh --bootstrap-server 127.0.0.1:9092,127.0.0.1:9093,127.0.0.1:9094 ',
    ])
    expect(await complete('cat re')).toEqual(['cat replication-offset-checkpoint '])
    expect(await complete('ls /da')).toEqual(['ls /data/'])
    expect(await complete('cat t-0/0')).toEqual(['cat t-0/00000000000000000000.log '])
    expect(await complete('rm -')).toEqual([])
  })
})

describe('what nobody fetches', () => {
  it('is kept up to a cap; the oldest goes, and is counted', () => {
    const buffer = new OutputBuffer()
    for (let line = 0; line < 20_000; line++) buffer.add('out', `${String(line).padStart(49)}\n`)
    const { dropped, output, next } = buffer.take(0)
    expect(dropped).toBeGreaterThan(400_000)
    let after = next
    let text = output.map((chunk) => chunk.text).join('')
    for (let more = buffer.take(after); more.output.length > 0; more = buffer.take(after)) {
      text += more.output.map((chunk) => chunk.text).join('')
      after = more.next
    }
    expect(text.endsWith(' 19999\n')).toBe(true)
    expect(dropped + text.length).toBe(1_000_000)
  })
})
