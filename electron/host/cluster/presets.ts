import stepping from '../../../lab-presets/clusters/stepping.json'
import withoutEpochs from '../../../lab-presets/clusters/stepping-without-epochs.json'
import { clusterWords } from '../words/cluster-words'
import { failure } from '../words/wording'
import { type LabDefault, labDefaultsFor } from './lab-defaults'
import { parsePropertyLines, setProperty } from './properties-text'

/** What a lab can be made for: `desk` is a lab like any other. */
export const presetNames = ['desk', 'stepping', 'stepping-without-epochs'] as const
export type PresetName = (typeof presetNames)[number]

/** What a preset changes beyond the desk's own defaults. */
const changes: Record<PresetName, readonly LabDefault[]> = {
  desk: [],
  stepping: stepping.settings,
  'stepping-without-epochs': [...stepping.settings, ...withoutEpochs.settings],
}

export function presetNamed(name: string): PresetName {
  const known = presetNames.find((each) => each === name)
  if (known) return known
  throw failure('BAD_REQUEST', clusterWords.noPreset, { name, known: presetNames.join(', ') })
}

export const presetSettings = (preset: PresetName): readonly LabDefault[] => changes[preset]

/** The defaults of a lab of this kind, the preset's in place of the desk's where both name a key. */
export function presetDefaults(preset: PresetName, brokerCount: number, ownBrokersOnly: boolean): LabDefault[] {
  const own = new Map(labDefaultsFor(brokerCount, ownBrokersOnly).map((each) => [each.key, each]))
  for (const each of changes[preset]) own.set(each.key, each)
  return [...own.values()]
}

/**
 * A server.properties of a lab that becomes one of another kind: what the old kind set goes where nobody changed it since, what the new
 * one sets comes. Everything else stays as it is.
 */
export function withPreset(text: string, before: readonly LabDefault[], after: readonly LabDefault[]): string {
  const now = new Map(parsePropertyLines(text).map(({ key, value }) => [key, value]))
  const kept = new Set(after.map(({ key }) => key))
  const going = before.filter(({ key, value }) => !kept.has(key) && now.get(key) === value)
  const without = going.reduce((file, each) => withoutSetting(file, each), text)
  const old = new Map(before.map(({ key, value }) => [key, value]))
  return after
    .filter(({ key, value }) => now.get(key) !== value && (now.get(key) === undefined || now.get(key) === old.get(key)))
    .reduce((file, each) => withSetting(withoutSetting(file, each), each), without)
}

/** Takes a setting out, with the line of reason before it. */
function withoutSetting(text: string, { key }: LabDefault): string {
  const at = parsePropertyLines(text).find((property) => property.key === key)
  if (!at) return text
  const lines = text.split('\n')
  const explained = /^# .*\(default .*\)$/.test(lines[at.line - 2] ?? '')
  lines.splice(explained ? at.line - 2 : at.line - 1, explained ? 2 : 1)
  return lines.join('\n')
}

function withSetting(text: string, { key, value, kafkaDefault, why }: LabDefault): string {
  const end = text.replace(/\n*$/, '\n')
  return setProperty(`${end}# ${why} (default ${kafkaDefault})\n`, key, value)
}
