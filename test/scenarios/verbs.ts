import type { GateStepOutcome, GateTarget } from '../../electron/host/api/gate-functions'
import type { Play, Stage } from './stage'
import { pairs } from './transcript'

const APPENDED_MS = 60_000
const ELECTED_MS = 60_000

/** What a line of a transcript does; the lines it draws by itself are what a step let through. */
interface TranscriptVerb {
  readonly says: RegExp
  run(words: string[], play: Play, stage: Stage): Promise<string[] | undefined>
}

const VERBS: readonly TranscriptVerb[] = [
  {
    says: /^produce (.+?)( with acks=1)?$/,
    run: async ([values = '', alone], play) => {
      for (const value of values.split(' ')) await produce(value, alone ? 1 : -1, play)
      return []
    },
  },
  {
    says: /^(hold|release) the (fetches|cut) of broker (\w+)$/,
    run: async ([what, point, name = ''], play, stage) => {
      await stage.perform(`${what}Gate`, {
        gate: point === 'cut' ? 'truncation' : 'fetchRequest',
        broker: play.cast.id(name),
        topic: play.transcript.topic,
      })
      return []
    },
  },
  {
    says: /^step (the cut of )?broker (\w+)$/,
    run: async ([cut, name = ''], play) => {
      const kind = cut ? 'truncation' : 'fetchRequest'
      const gate: GateTarget = { kind, brokerId: play.cast.id(name), topic: play.transcript.topic, partition: 0 }
      const { outcome } = await play.context.lab.functions.stepGate({ gate, patienceMs: APPENDED_MS })
      return [`broker ${name} ${outcomeText(outcome)}`]
    },
  },
  {
    says: /^(hold|release) the controller$/,
    run: async ([what], _, stage) => {
      await stage.perform(`${what}Gate`, { gate: 'controllerPropagation' })
      return []
    },
  },
  {
    says: /^step the controller$/,
    run: async (_, { context }) => {
      const gate: GateTarget = { kind: 'controllerPropagation' }
      const { outcome } = await context.lab.functions.stepGate({ gate, patienceMs: APPENDED_MS })
      return [`the controller ${outcomeText(outcome)}`]
    },
  },
  {
    says: /^(kill -9|stop) broker (\w+)$/,
    run: async ([how, name = ''], { cast }, stage) => {
      await stage.perform('signalBroker', { broker: cast.id(name), signal: how === 'stop' ? 'SIGTERM' : 'SIGKILL' })
      return []
    },
  },
  {
    says: /^start broker (\w+)$/,
    run: async ([name = ''], { cast }, stage) => {
      await stage.perform('startBroker', { broker: cast.id(name) })
      return []
    },
  },
  {
    says: /^set (\S+=\S*)$/,
    run: async ([setting = ''], play, stage) => {
      const { transcript, context } = play
      const from = context.watch.nextSeq
      await stage.perform('alterConfig', { type: 'topic', name: transcript.topic, changes: pairs(setting) })
      const took = () =>
        context.lab
          .brokerIds()
          .every(
            (id) =>
              context.watch.events.some(
                ({ seq, kind, source, text }) =>
                  seq >= from && kind === 'configChanged' && source === id && text.includes(transcript.topic),
              ) || context.watch.brokers.get(id)?.state !== 'RunningAsBroker',
          )
      await context.watch.until(took, APPENDED_MS, `${setting} at every broker`)
      return []
    },
  },
  {
    says: /^wait until broker (\w+) leads$/,
    run: async ([name = ''], { cast, context, transcript }) => {
      const leads = () => context.watch.partition(transcript.topic, 0)?.leader === cast.id(name)
      await context.watch.until(leads, ELECTED_MS, `broker ${name} leads`)
      return []
    },
  },
]

/** Throws for a line that says nothing known. */
export function verbOf(line: string): (play: Play, stage: Stage) => Promise<string[]> {
  for (const { says, run } of VERBS) {
    const match = says.exec(line)
    if (match) return async (play, stage) => (await run(match.slice(1), play, stage)) ?? []
  }
  throw new Error(`"${line}" says nothing known; verbs are\n${VERBS.map(({ says }) => `  ${says.source}`).join('\n')}`)
}

/** Sends and goes on when the leader has it: the acknowledgement of acks=all may stand at a gate. */
async function produce(text: string, acks: -1 | 1, { transcript, context, sent, cast }: Play): Promise<void> {
  const { topic } = transcript
  const { watch, lab } = context
  const [, key = null, value = text] = /^([^=]+)=(.*)$/.exec(text) ?? []
  const end = () => {
    const view = watch.partition(topic, 0)
    return view?.replicaViews.find(({ brokerId }) => brokerId === view.leader)?.logEndOffset ?? null
  }
  const one = { value: text, state: 'not acknowledged' }
  const before = await watch.until(() => end() ?? undefined, APPENDED_MS, `a leader of ${topic}`)
  sent.push(one)
  const request = {
    topic,
    partition: 0,
    key,
    value: value === '' ? null : value,
    headers: {},
    acks,
    count: 1,
  }
  const answered = lab.functions.produce(request).then(
    ({ baseOffset }) => {
      one.state = `acknowledged at ${baseOffset}`
    },
    (error: Error) => {
      one.state = `refused: ${error.message}`
    },
  )
  const appended = watch.until(() => (end() ?? 0) > before, APPENDED_MS, `${text} on ${cast.names([0, 1])}`)
  await Promise.race([answered, appended])
}

function outcomeText(outcome: GateStepOutcome): string {
  switch (outcome.kind) {
    case 'fetched': {
      const count = outcome.logEndOffset - outcome.fetchOffset
      const records = count === 0 ? 'no record' : count === 1 ? '1 record' : `${count} records`
      return `fetches from ${outcome.fetchOffset}: ${records}, HW ${outcome.highWatermark}`
    }
    case 'truncated':
      return outcome.from === outcome.to
        ? `keeps all up to ${outcome.to}`
        : `cuts from ${outcome.from} to ${outcome.to}`
    case 'propagated':
      return 'tells the brokers'
    case 'checkpointWritten':
      return 'writes its checkpoint'
    case 'nothing':
      return `does nothing: ${outcome.why}`
  }
}
