import { describe, expect, it } from 'vitest'
import { brokerConfigOf } from '../../../broker-core/config/broker-config'
import { presetDefaults, presetSettings, withPreset } from '../../../electron/host/cluster/presets'

const TEN_MINUTES_MS = 600_000
/** What a fetch, an answer or a word of the controller that stands for ten minutes would trip. */
const TIMERS = [
  'replica.lag.time.max.ms',
  'replica.socket.timeout.ms',
  'controller.socket.timeout.ms',
  'request.timeout.ms',
  'connections.max.idle.ms',
  'offsets.commit.timeout.ms',
  'group.max.session.timeout.ms',
  'transaction.max.timeout.ms',
]
const real = brokerConfigOf({}).texts
const line = ({ key, value }: { key: string; value: string }) => `${key}=${value}`
const values = (text: string) => text.split('\n').filter((each) => each !== '' && !each.startsWith('#'))

describe.each(['stepping', 'stepping-without-epochs'] as const)('the preset %s', (preset) => {
  const settings = new Map(presetSettings(preset).map((each) => [each.key, each]))

  it.each(TIMERS)('outlasts a pause of ten minutes: %s', (key) => {
    expect(Number(settings.get(key)?.value)).toBeGreaterThan(TEN_MINUTES_MS)
  })

  it('says what each of its settings is in Kafka, and why it is another here', () => {
    for (const { key, kafkaDefault, why } of settings.values()) {
      expect(`${key} ${real.get(key)}`).toBe(`${key} ${kafkaDefault}`)
      expect(why.length).toBeGreaterThan(10)
    }
  })

  it('raises the timers of a lab that is there, with the real default beside each, and puts them back', () => {
    const desk = presetDefaults('desk', 3, true)
    const own = presetDefaults(preset, 3, true)
    const before = `broker.id=1\n${desk.map(line).join('\n')}\n`
    const after = withPreset(before, desk, own)
    for (const each of settings.values()) {
      expect(values(after)).toContain(line(each))
      expect(after).toContain(`# ${each.why} (default ${each.kafkaDefault})\n${line(each)}`)
    }
    expect(values(withPreset(after, own, desk)).sort()).toEqual(values(before).sort())
  })
})
