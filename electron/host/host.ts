import { join } from 'node:path'
import type { LabFunctions } from './api/functions'
import type { RecordingFunctions } from './api/recording-functions'
import { BenchmarkDesk } from './benchmark/benchmark-desk'
import { Cluster } from './cluster/cluster'
import { createBuiltinEngine } from './cluster/engine'
import { LabFolder } from './cluster/lab-folder'
import { type LabLock, lockLabFolder } from './cluster/lab-lock'
import { planLab, requireLabPorts, writeLabFiles, zookeeperConnect } from './cluster/lab-setup'
import { startCluster, stopCluster } from './cluster/lifecycle'
import { findFreePorts } from './cluster/ports'
import { ProcessRecords } from './cluster/process-records'
import { nodeProcessStarter } from './cluster/process-starter'
import { openTerminalDoor, type TerminalDoor } from './console/terminal-door'
import type { ExerciseLab } from './exercises/exercise-lab'
import { consoleLabOf } from './functions/console-lab'
import { exerciseLabOf } from './functions/exercise-lab'
import type { LabHostOptions } from './lab-options'
import { LabSession } from './lab-session'
import { Recorder } from './recording/recorder'
import { Timeline } from './timeline/timeline'
import { TimelineFile } from './timeline/timeline-file'

export type { LabHostOptions } from './lab-options'
export { findFreePorts }

/** What a session answers by itself; its recording is kept beside it. */
export interface SessionClient {
  functions: Omit<LabFunctions, keyof RecordingFunctions>
  close(): void
}

/** One page, or one test: its own place in the stream of updates. */
export interface LabClient {
  functions: LabFunctions
  close(): void
}

export interface LabSummary {
  bootstrap: string
  zookeeper: string
  dir: string
  brokers: { id: number; pid: number | null; port: number; logDirs: string[] }[]
}

export interface LabHost {
  /** What exercises need of this lab, over a connection of their own. */
  openExerciseLab(): { lab: ExerciseLab; close(): void }
  /** Resolves when every broker runs and knows every other; rejects with the LabError that says why not. The lab can be used meanwhile. */
  readonly ready: Promise<void>
  connect(): LabClient
  summary(): LabSummary
  /** Stops everything in order and lets the folder go. Calling twice is fine. */
  close(): Promise<void>
}

const HISTORY = 10_000

/**
 * Opens the lab in a folder: makes or reads it, ends what an earlier one left running, starts the processes. Rejects with a LabError
 * (LAB_IN_USE, FOLDER_UNWRITABLE, PORT_IN_USE, BAD_REQUEST) before anything was started.
 */
export async function createLabHost(options: LabHostOptions): Promise<LabHost> {
  const folder = new LabFolder(options.dir)
  folder.prepare()
  const lock = lockedFolder(folder)
  try {
    const records = new ProcessRecords(folder.processes)
    const reaped = await records.reap()
    for (const { name, pid } of reaped) options.notice(`ended ${name} (process ${pid}), left over by an earlier lab`)
    const choices: string[] = []
    const lab = await planLab(folder, options, (line) => choices.push(line))
    await requireLabPorts(lab)
    // Told only now: a lab that cannot open says why in one line and nothing else.
    for (const line of choices) options.notice(line)
    writeLabFiles(folder, lab, options.overrides)
    const file = new TimelineFile(folder.timeline, options.notice)
    const timeline = new Timeline(file, file.history(HISTORY))
    const opened = { lab: lab.name, dir: folder.dir }
    timeline.append({
      source: 'lab',
      kind: 'labOpened',
      text: `Lab ${lab.name} opened in ${folder.dir}`,
      details: opened,
    })
    const engine = createBuiltinEngine({ folder, programs: options.programs, strict: options.strict ?? false })
    const session = new LabSession({
      folder,
      lab,
      timeline,
      engine,
      benchmarks: new BenchmarkDesk({ dir: join(folder.dir, 'benchmarks'), programs: options.programs }),
      recording: options.recording ?? true,
      cluster: (listener, paceMs) =>
        new Cluster({ lab, engine, starter: nodeProcessStarter, records, paceMs, listener }),
    })
    const door = await openTerminalDoor(consoleLabOf(session))
    return hostOf(session, door, options.recording ?? true, async () => {
      await file.close()
      lock.release()
    })
  } catch (error) {
    lock.release()
    throw folder.explained(error)
  }
}

function lockedFolder(folder: LabFolder): LabLock {
  try {
    return lockLabFolder(folder.dir)
  } catch (error) {
    throw folder.explained(error)
  }
}

function hostOf(session: LabSession, door: TerminalDoor, recording: boolean, released: () => Promise<void>): LabHost {
  session.open()
  const told = session.overhear()
  const recorder = new Recorder({ pull: (request) => told.pull(request) })
  if (recording) recorder.start()
  const look = session.hold()
  const ready = startCluster(session.cluster, session.progress).finally(look)
  // Whoever does not wait for it learns of the failure from the timeline.
  ready.catch((error: Error) => session.failed(error))
  let closing: Promise<void> | undefined
  const close = async () => {
    recorder.close()
    told.close()
    await door.close()
    await session.benchmarks.close()
    await session.gates.releaseAll()
    await stopCluster(session.cluster, session.progress)
    await session.close()
    await released()
  }
  return {
    ready,
    connect: () => recordedClient(session.connect(), recorder),
    openExerciseLab: () => {
      const { functions, close } = session.connect()
      return { lab: exerciseLabOf(session, functions), close }
    },
    summary: () => ({
      bootstrap: session.bootstrap,
      zookeeper: zookeeperConnect(session.lab),
      dir: session.folder.dir,
      brokers: [...session.cluster.brokers.values()].map(({ id, port, process }) => ({
        id,
        pid: process.pid,
        port,
        logDirs: session.logDirs(id),
      })),
    }),
    close: () => {
      closing ??= close()
      return closing
    },
  }
}

/** A page's client that is recorded, and can read the recording. */
function recordedClient(client: SessionClient, recorder: Recorder): LabClient {
  return {
    functions: {
      ...client.functions,
      pull: recorder.listen(client, client.functions.pull),
      recordingExtent: () => recorder.recordingExtent(),
      readRecordingBlock: (request) => recorder.readRecordingBlock(request),
    },
    close: () => {
      recorder.left(client)
      client.close()
    },
  }
}
