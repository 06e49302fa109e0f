import type { PresetFunctions } from '../api/preset-functions'
import { applyPreset } from '../cluster/lab-setup'
import { restartRolling } from '../cluster/lifecycle'
import { presetNamed, presetNames, presetSettings } from '../cluster/presets'
import type { LabSession } from '../lab-session'

export function presetFunctions(session: LabSession): PresetFunctions {
  return {
    listPresets: async () => ({
      current: session.lab.preset ?? 'desk',
      presets: presetNames.map((name) => ({ name, settings: [...presetSettings(name)] })),
    }),
    applyPreset: async ({ preset }) => {
      const name = presetNamed(preset)
      const { lab, changed } = applyPreset(session.folder, session.lab, name)
      session.becamePreset(lab)
      if (changed.length > 0) {
        const keys = changed.map(({ key }) => key).join(', ')
        session.timeline.append({
          source: 'lab',
          kind: 'presetApplied',
          text: `Preset ${name}: ${keys}`,
          details: { preset: name, keys },
        })
        await session.gates.releaseAll()
        void restartRolling(session.cluster, (id) => session.inSync(id), session.progress).catch((error: Error) =>
          session.failed(error),
        )
      }
      return { command: `highwater up --preset ${name}`, changed }
    },
  }
}
