import { rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { LabUpdate } from '../../electron/host/api/functions'
import { newChallenge } from '../../electron/host/exercises/challenge/challenge'
import type { RunContext } from '../../electron/host/exercises/context'
import { LabWatch } from '../../electron/host/exercises/lab-watch'
import { verbNamed } from '../../electron/host/exercises/verbs/registry'
import { inBoth } from '../../electron/host/exercises/words'
import { readZnode } from '../../electron/host/exercises/znode-reader'
import { createLabHost, type LabClient, type LabHost } from '../../electron/host/host'
import { freePorts } from '../helpers/ports'
import { programPath } from '../helpers/programs'
import { temporaryDirectory } from '../helpers/temp'
import { Cast } from './cast'
import type { Transcript } from './transcript'

const BROKERS = 3
/** Limits that mean "hangs". */
const STARTED_MS = 60_000
const FRESH_MS = 30_000

/** A record that was sent with acks=all, and what became of it. */
export interface Sent {
  value: string
  state: string
}

/** A transcript on its stage: the lab, and who plays whom. */
export interface Play {
  readonly transcript: Transcript
  readonly context: RunContext
  readonly cast: Cast
  readonly sent: Sent[]
  readonly controllerEpoch: number
}

/** A real lab of three brokers, for one transcript after the other. */
export class Stage {
  private constructor(
    private readonly host: LabHost,
    private readonly context: RunContext,
    private readonly page: LabClient,
    private readonly closeLab: () => void,
  ) {}

  static async open(cluster: string, settings: Readonly<Record<string, string>>): Promise<Stage> {
    const [coordinationPort, ...ports] = await freePorts(1 + BROKERS)
    const host = await createLabHost({
      dir: join(temporaryDirectory('scenarios'), 'lab'),
      programs: dirname(dirname(programPath('broker'))),
      brokers: BROKERS,
      ports,
      coordinationPort,
      preset: cluster,
      overrides: Object.entries(settings),
      notice: () => undefined,
    })
    const { lab, close } = host.openExerciseLab()
    const context: RunContext = {
      lab,
      watch: new LabWatch(lab.functions),
      variables: new Map(),
      running: new Map(),
      eventsFrom: { setUp: 0, step: 0 },
      stepBeganMs: 0,
      signal: new AbortController().signal,
      challenge: newChallenge(0),
    }
    const stage = new Stage(host, context, host.connect(), close)
    await host.ready.catch(async (error) => {
      await stage.close()
      throw error
    })
    return stage
  }

  /** Every broker runs, nothing is held, and the transcript's topic is there with all its replicas in sync. */
  async begin(transcript: Transcript): Promise<Play> {
    const { context } = this
    const { watch, lab } = context
    await lab.functions.releaseAllGates()
    await this.allRunning()
    const controllerId = await watch.until(() => watch.controllerId ?? undefined, STARTED_MS, 'a controller')
    const cast = Cast.of(transcript, lab.brokerIds(), controllerId)
    const assignment = [transcript.replicas.map((name) => cast.id(name))]
    await this.perform('createTopic', { topic: transcript.topic, assignment, configs: transcript.configs })
    await this.allFetched(transcript.topic)
    const controllerEpoch = Number((await this.znode('/controller_epoch')) ?? 0)
    return { transcript, context, cast, sent: [], controllerEpoch }
  }

  /** The topic goes, so that the next transcript's controller has nothing to say of it. */
  async end({ transcript }: Play): Promise<void> {
    await this.context.lab.functions.releaseAllGates()
    await this.allRunning()
    await this.perform('deleteTopic', { topic: transcript.topic })
  }

  /** A replica of a new topic is in sync before its first fetch; what is held then is all the same its second. */
  private async allFetched(topic: string): Promise<void> {
    const deadlineMs = Date.now() + STARTED_MS
    for (;;) {
      const { lanes } = (await this.look(topic)).replication
      if (lanes.length > 0 && lanes.every(({ acknowledged }) => acknowledged !== -1)) return
      if (Date.now() > deadlineMs) throw new Error(`not every follower of ${topic} fetches`)
    }
  }

  private async allRunning(): Promise<void> {
    const { watch, lab } = this.context
    for (const { id, state } of watch.brokers.values())
      if (['NotRunning', 'Killed', 'Crashed'].includes(state)) await lab.functions.startBroker({ id })
    const ready = () =>
      watch.brokers.size === BROKERS && [...watch.brokers.values()].every(({ state }) => state === 'RunningAsBroker')
    await watch.until(ready, STARTED_MS, 'every broker running')
  }

  /** Does what an exercise's step of that name does; its output. */
  async perform(verb: string, args: Record<string, unknown>): Promise<string[]> {
    const { schema, run } = verbNamed(verb)
    return (await run(schema.parse(args) as never, this.context)).output?.map((line) => inBoth(line).en) ?? []
  }

  /** What the Replication page would show of this partition now. */
  async look(topic: string): Promise<LabUpdate & Required<Pick<LabUpdate, 'replication' | 'gates'>>> {
    for (;;) {
      const interest = { telemetry: true, gates: true, replication: { topic, partition: 0 } }
      const update = await this.page.functions.pull({ since: 0, interest })
      const { replication, gates = [] } = update
      if (replication) return { ...update, replication, gates }
    }
  }

  /** Every running broker has told how it stands after this moment. */
  fresh(): Promise<void> {
    return this.context.watch.fresh(FRESH_MS)
  }

  async znode(path: string): Promise<string | null> {
    return readZnode(this.context.lab.zookeeper, path)
  }

  async close(): Promise<void> {
    this.context.watch.close()
    this.page.close()
    this.closeLab()
    const { dir } = this.host.summary()
    await this.host.close()
    await rm(dir, { recursive: true, force: true })
  }
}
