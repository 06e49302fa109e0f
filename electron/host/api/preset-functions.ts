import type { ActionResult } from './functions'

export interface PresetView {
  name: string
  /** What it sets, with Kafka's own default and why. */
  settings: { key: string; value: string; kafkaDefault: string; why: string }[]
}

/** What the lab is made for: `desk`, `stepping` (no timer trips in a pause), `stepping-without-epochs` (and the truncation rule of 0.10.2). */
export interface PresetFunctions {
  listPresets(): Promise<{ current: string; presets: PresetView[] }>
  /** Writes the server.properties of all brokers and restarts them one after the other, in the background; `changed` may be empty. */
  applyPreset(request: {
    preset: string
  }): Promise<ActionResult & { changed: { key: string; before: string | null; after: string | null }[] }>
}
