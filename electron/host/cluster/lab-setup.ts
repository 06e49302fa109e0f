import { DEFAULT_API_VERSION_NAME, findApiVersion, usesTopicIds } from '../../../broker-core/config/api-version'
import { brokerDefinitions } from '../../../broker-core/config/broker-definitions/broker-definitions'
import { problemsOf } from '../../../broker-core/config/parse-settings'
import { clusterWords } from '../words/cluster-words'
import { names } from '../words/names'
import { failure } from '../words/wording'
import { brokerPropertiesText, withConnections } from './broker-properties'
import { defaultBrokerCount } from './lab-defaults'
import type { LabBroker, LabFile, LabFolder } from './lab-folder'
import { findFreePorts, nextFreePort, requireFreePorts, type WantedPort } from './ports'
import { type PresetName, presetDefaults, presetNamed, withPreset } from './presets'
import { diffProperties, type PropertyChange, parsePropertiesText, setProperty } from './properties-text'

export const LOOPBACK = '127.0.0.1'
const BROKER_PORT = 9092
const COORDINATION_PORT = 2181
const BROKERS_MAX = 32
const PROTOCOL = 'inter.broker.protocol.version'

/** What the command line may say about a lab; undefined: what the lab was, or the default. */
export interface LabRequest {
  brokers?: number | undefined
  firstId?: number | undefined
  ports?: readonly number[] | 'auto' | undefined
  coordinationPort?: number | undefined
  /** `host:port` of somebody else's ZooKeeper. */
  zookeeper?: string | undefined
  /** What the lab is made for: `desk`, `stepping` … */
  preset?: string | undefined
  overrides: readonly (readonly [string, string])[]
}

/** The lab as it shall be now: the one in the folder, changed by what was asked for. Ports still have to be free. */
export async function planLab(
  folder: LabFolder,
  request: LabRequest,
  notice: (line: string) => void,
): Promise<LabFile> {
  requireKnownValues(request.overrides)
  const old = folder.read()
  const brokers = await planBrokers(old?.brokers ?? [], request)
  const zookeeper = request.zookeeper ?? old?.zookeeper ?? null
  return {
    version: 1,
    name: old?.name ?? folder.name,
    createdMs: old?.createdMs ?? Date.now(),
    host: LOOPBACK,
    brokers,
    zookeeper,
    preset: request.preset === undefined ? (old?.preset ?? 'desk') : presetNamed(request.preset),
    coordinationPort: zookeeper === null ? await planCoordinationPort(old, request, brokers, notice) : null,
  }
}

/** Before anything is written: a value that no broker takes would stay in the lab's files and stop every later start. */
function requireKnownValues(overrides: LabRequest['overrides']): void {
  const given = new Map(overrides)
  const problem = problemsOf(brokerDefinitions, given).find(({ key }) => given.has(key))
  if (problem) throw failure('BAD_REQUEST', clusterWords.badSetting, { text: problem.message })
}

async function planBrokers(old: readonly LabBroker[], request: LabRequest): Promise<LabBroker[]> {
  const ports = Array.isArray(request.ports) ? (request.ports as readonly number[]) : null
  const count = request.brokers ?? ports?.length ?? (old.length || defaultBrokerCount)
  if (count < 1 || count > BROKERS_MAX)
    throw failure('BAD_REQUEST', clusterWords.brokerCount, { max: BROKERS_MAX, count })
  if (ports && ports.length < count)
    throw failure('BAD_REQUEST', clusterWords.portCount, { ports: ports.length, brokers: count })
  if (ports && new Set(ports).size < ports.length) throw failure('BAD_REQUEST', clusterWords.portTwice)
  const firstId = request.firstId ?? old[0]?.id ?? 1
  if (old.length > 0 && (count < old.length || firstId !== old[0]!.id))
    throw failure('BAD_REQUEST', clusterWords.otherBrokers, { known: old.map(({ id }) => id).join(', ') })
  const free = request.ports === 'auto' ? await findFreePorts(LOOPBACK, count) : []
  const nextOldPort = Math.max(BROKER_PORT - 1, ...old.map(({ port }) => port)) + 1
  return Array.from({ length: count }, (_, at) => ({
    id: old[at]?.id ?? (old.length > 0 ? Math.max(...old.map(({ id }) => id)) + 1 + at - old.length : firstId + at),
    port: ports?.[at] ?? free[at] ?? old[at]?.port ?? nextOldPort + at - old.length,
  }))
}

/** A new lab takes the first free port from 2181 on, saying so; a lab that is opened again keeps the one its tools know. */
async function planCoordinationPort(
  old: LabFile | undefined,
  request: LabRequest,
  brokers: readonly LabBroker[],
  notice: (line: string) => void,
): Promise<number> {
  const known = request.coordinationPort ?? old?.coordinationPort
  if (known !== undefined && known !== null) return known
  const port = await nextFreePort(LOOPBACK, COORDINATION_PORT, new Set(brokers.map((broker) => broker.port)))
  if (port !== COORDINATION_PORT)
    notice(
      `port ${COORDINATION_PORT} is taken: the coordination server listens on ${port} (--coordination-port chooses another)`,
    )
  return port
}

export const zookeeperConnect = (lab: LabFile): string => lab.zookeeper ?? `${lab.host}:${lab.coordinationPort}`

export async function requireLabPorts(lab: LabFile): Promise<void> {
  const brokers = lab.brokers.map(
    ({ id, port }): WantedPort => ({
      port,
      of: names.broker(id),
      wayOut: clusterWords.chooseBrokerPorts,
    }),
  )
  const coordination: WantedPort[] =
    lab.coordinationPort === null
      ? []
      : [{ port: lab.coordinationPort, of: clusterWords.coordinationOf, wayOut: clusterWords.chooseCoordinationPort }]
  await requireFreePorts(lab.host, [...brokers, ...coordination])
}

/** Writes the server.properties of brokers that have none; in the others only what follows from the lab's own addresses and `--set`. */
export function writeLabFiles(folder: LabFolder, lab: LabFile, overrides: LabRequest['overrides']): void {
  for (const { id, port } of lab.brokers) {
    const connections = { host: lab.host, port, zookeeperConnect: zookeeperConnect(lab) }
    const old = folder.readProperties(id)
    if (old === undefined) writeNewBroker(folder, lab, id, port, overrides)
    else {
      const connected = withConnections(inPreset(folder, lab, id, old), connections)
      const text = overrides.reduce((file, [key, value]) => setProperty(file, key, value), connected)
      if (text !== old) folder.writeProperties(id, text)
    }
  }
  folder.write(lab)
}

/** A broker that joins others speaks their protocol: in a lab of earlier days, or one that was told so, topics have no ids. */
function othersHaveIds(folder: LabFolder, lab: LabFile, id: number): boolean {
  return lab.brokers.every((other) => {
    const text = other.id === id ? undefined : folder.readProperties(other.id)
    const protocol = text && findApiVersion(parsePropertiesText(text).get(PROTOCOL) ?? DEFAULT_API_VERSION_NAME)
    return !protocol || usesTopicIds(protocol)
  })
}

const maySpeakAlone = (folder: LabFolder, lab: LabFile, id: number): boolean =>
  lab.zookeeper === null && othersHaveIds(folder, lab, id)

/** The file as the lab's kind wants it: that may have changed since it was written. */
function inPreset(folder: LabFolder, lab: LabFile, id: number, text: string): string {
  const before = folder.read()?.preset ?? 'desk'
  const now = lab.preset ?? 'desk'
  if (before === now) return text
  const defaults = (preset: PresetName) => presetDefaults(preset, lab.brokers.length, maySpeakAlone(folder, lab, id))
  return withPreset(text, defaults(before), defaults(now))
}

/** Makes the lab one of another kind: its brokers' files, which a restart takes up. */
export function applyPreset(
  folder: LabFolder,
  old: LabFile,
  preset: PresetName,
): { lab: LabFile; changed: PropertyChange[] } {
  const lab: LabFile = { ...old, preset }
  const changed = new Map<string, PropertyChange>()
  for (const { id } of lab.brokers) {
    const before = folder.readProperties(id)
    if (before === undefined) continue
    const after = inPreset(folder, lab, id, before)
    for (const change of diffProperties(before, after)) changed.set(change.key, change)
    if (after !== before) folder.writeProperties(id, after)
  }
  folder.write(lab)
  return { lab, changed: [...changed.values()] }
}

export function writeNewBroker(
  folder: LabFolder,
  lab: LabFile,
  id: number,
  port: number,
  overrides: LabRequest['overrides'],
): void {
  folder.writeProperties(
    id,
    brokerPropertiesText({
      id,
      host: lab.host,
      port,
      logDirs: [folder.logDir(id)],
      zookeeperConnect: zookeeperConnect(lab),
      defaults: presetDefaults(lab.preset ?? 'desk', lab.brokers.length, maySpeakAlone(folder, lab, id)),
      overrides,
    }),
  )
}
