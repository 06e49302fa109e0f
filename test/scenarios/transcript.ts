/** What a transcript may draw beside records, log end offset and high watermark. */
export const EXTRAS = ['producer', 'consumer', 'epochs', 'checkpoint', 'acknowledged', 'waiting', 'controller'] as const
export type Extra = (typeof EXTRAS)[number]

/** One or several verbs, and the drawing that must stand after them. */
export interface Scene {
  /** Of its first verb in the file, from 1. */
  line: number
  verbs: string[]
  /** Empty: nothing is compared. */
  drawing: string[]
}

export interface Transcript {
  file: string
  /** Preset of the lab: `stepping` or `stepping-without-epochs`. */
  cluster: string
  /** Names of the brokers as the drawings use them: their ids, or letters, where who is who is found out in the running cluster. */
  brokers: string[]
  /** The one of `brokers` that stands for the controller; null: any may be. */
  controller: string | null
  topic: string
  /** Names; the first leads. */
  replicas: string[]
  configs: Record<string, string>
  /** Beyond those of the preset, in every broker's server.properties. */
  settings: Record<string, string>
  draw: readonly Extra[]
  scenes: Scene[]
}

const HEADER = /^([a-z]+): *(.*)$/
const REQUIRED = ['cluster', 'brokers', 'topic']
const KNOWN = [...REQUIRED, 'settings', 'draw']

/** Reads a transcript; throws with file and line for what it cannot read. */
export function parseTranscript(file: string, text: string): Transcript {
  const headers = new Map<string, string>()
  const scenes: Scene[] = []
  const wrong = (line: number, what: string) => new Error(`${file}:${line}: ${what}`)
  for (const [index, raw] of text.split('\n').entries()) {
    const line = index + 1
    const content = raw.trimEnd()
    if (content === '' || content.startsWith('#')) continue
    const scene = scenes[scenes.length - 1]
    if (content.startsWith('> ')) {
      const verb = content.slice(2).trim()
      if (scene && scene.drawing.length === 0) scene.verbs.push(verb)
      else scenes.push({ line, verbs: [verb], drawing: [] })
    } else if (scene) scene.drawing.push(content)
    else {
      const [, key = '', value = ''] = HEADER.exec(content) ?? []
      if (!KNOWN.includes(key))
        throw wrong(line, `before the first verb stand ${KNOWN.join(', ')}, each with a colon; not "${content}"`)
      headers.set(key, value.trim())
    }
  }
  const missing = REQUIRED.find((key) => !headers.has(key))
  if (missing) throw wrong(1, `"${missing}:" is missing`)
  if (!scenes.some(({ drawing }) => drawing.length > 0))
    throw wrong(1, 'nothing is drawn, so nothing would be compared')
  try {
    return { file, ...readHeaders(headers), scenes }
  } catch (error) {
    throw wrong(1, (error as Error).message)
  }
}

function readHeaders(headers: ReadonlyMap<string, string>): Omit<Transcript, 'file' | 'scenes'> {
  const named = words(headers.get('brokers')!).map((each) => /^(\w+)(\(controller\))?$/.exec(each) ?? [])
  const brokers = named.map(([, name]) => name ?? '')
  if (brokers.includes('')) throw new Error('brokers: names, one of them perhaps followed by (controller)')
  const [, topic = '', on = '', configs = ''] = /^(\S+) on (\S+)(?: with (.*))?$/.exec(headers.get('topic')!) ?? []
  if (topic === '') throw new Error('topic: NAME on BROKER,BROKER [with key=value …]')
  const replicas = on.split(',')
  const stranger = replicas.find((name) => !brokers.includes(name))
  if (stranger !== undefined) throw new Error(`topic: there is no broker ${stranger}; there are ${brokers.join(', ')}`)
  const draw = words(headers.get('draw') ?? '').map((each) => {
    const extra = EXTRAS.find((known) => known === each)
    if (extra === undefined) throw new Error(`draw: ${each} is none of ${EXTRAS.join(', ')}`)
    return extra
  })
  return {
    cluster: headers.get('cluster')!,
    brokers,
    controller: named.find(([, , controller]) => controller)?.[1] ?? null,
    topic,
    replicas,
    configs: pairs(configs),
    settings: pairs(headers.get('settings') ?? ''),
    draw,
  }
}

const words = (text: string): string[] => text.split(/[\s,]+/).filter(Boolean)

export function pairs(text: string): Record<string, string> {
  return Object.fromEntries(
    words(text).map((each) => {
      const [, key, value] = /^([^=]+)=(.*)$/.exec(each) ?? []
      if (key === undefined || value === undefined) throw new Error(`"${each}" is no key=value`)
      return [key, value]
    }),
  )
}
