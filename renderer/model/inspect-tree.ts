import type { InspectedFolder } from '../../electron/host/api/inspect-views'

/** A row of the Inspector's tree: the directory, its topics, their partitions' folders. */
export type InspectRow =
  | { kind: 'root'; key: string; depth: 0 }
  | { kind: 'topic'; key: string; depth: 1; topic: string; folders: number; open: boolean; trouble: Trouble }
  | { kind: 'folder'; key: string; depth: 2; folder: InspectedFolder; trouble: Trouble }

export interface Trouble {
  errors: number
  warnings: number
}

export interface InspectTreeInput {
  folders: readonly InspectedFolder[]
  openTopics: ReadonlySet<string>
  /** Part of a folder's name; topics that have one are shown open. */
  filter: string
  trouble: Readonly<Record<string, Trouble>>
}

const NONE: Trouble = { errors: 0, warnings: 0 }

/** `folders` are in order of topic and partition. */
export function inspectRows({ folders, openTopics, filter, trouble }: InspectTreeInput): InspectRow[] {
  const wanted = filter.trim().toLowerCase()
  const topics = new Map<string, InspectedFolder[]>()
  for (const folder of folders) {
    if (wanted !== '' && !nameOf(folder).toLowerCase().includes(wanted)) continue
    const same = topics.get(folder.topic)
    if (same) same.push(folder)
    else topics.set(folder.topic, [folder])
  }
  const rows: InspectRow[] = [{ kind: 'root', key: 'root', depth: 0 }]
  for (const [topic, own] of topics) {
    const open = wanted !== '' || openTopics.has(topic)
    rows.push({
      kind: 'topic',
      key: `topic ${topic}`,
      depth: 1,
      topic,
      folders: own.length,
      open,
      trouble: sumOf(own.map((folder) => trouble[folder.folder] ?? NONE)),
    })
    if (!open) continue
    for (const folder of own)
      rows.push({
        kind: 'folder',
        key: `folder ${folder.folder}`,
        depth: 2,
        folder,
        trouble: trouble[folder.folder] ?? NONE,
      })
  }
  return rows
}

/** The folder's name; of an opened partition's folder the topic and number it stands for. */
export const nameOf = ({ folder, topic, partition }: InspectedFolder): string => folder || `${topic}-${partition}`

const sumOf = (all: readonly Trouble[]): Trouble =>
  all.reduce((sum, { errors, warnings }) => ({ errors: sum.errors + errors, warnings: sum.warnings + warnings }), NONE)
