import { computed } from 'vue'
import { useI18n } from 'vue-i18n'
import { isServing } from '../model/broker-state'
import { alterConfigsCommand, createTopicCommand } from '../model/commands'
import { compactionSettings, type PracticeSetting, practiceTopicName, targetOf } from '../model/practice'
import { useLabStore } from '../stores/lab'
import { useAction } from './use-action'

/** Topic, settings and records for doing the book's exercises by hand. */
export function usePractice() {
  const { t } = useI18n()
  const lab = useLabStore()
  const { busy, failed, run } = useAction()
  const topics = computed(() => new Set([...lab.partitions.values()].map(({ topic }) => topic)))
  const newTopic = computed(() => ({
    topic: practiceTopicName(topics.value),
    partitions: 1,
    replicationFactor: Math.min(3, Math.max(1, lab.brokers.filter(({ state }) => isServing(state)).length)),
    configs: compactionSettings[0]!.changes as Record<string, string>,
  }))
  const createCommand = computed(() => createTopicCommand(lab.bootstrap, newTopic.value))

  async function create(): Promise<string | undefined> {
    const request = newTopic.value
    const done = await run(t('compaction.practice'), async () => {
      const often = compactionSettings[1]!
      await lab.call('alterConfigs', { ...targetOf(often, request.topic), changes: often.changes })
      return lab.call('createTopic', request)
    })
    return done && request.topic
  }

  const settingCommand = (setting: PracticeSetting, topic: string) =>
    alterConfigsCommand(lab.bootstrap, targetOf(setting, topic), setting.changes)

  const apply = (setting: PracticeSetting, topic: string) =>
    run(t(`practice.${setting.id}`), () =>
      lab.call('alterConfigs', { ...targetOf(setting, topic), changes: setting.changes }),
    )

  /** One record after another, as typed. */
  const produce = (topic: string, partition: number, records: readonly { key: string; value: string | null }[]) =>
    run(t('practice.produce'), async () => {
      for (const record of records)
        await lab.call('produce', { topic, partition, ...record, headers: {}, acks: -1, count: 1 })
      return records.length
    })

  return { busy, failed, createCommand, create, settingCommand, apply, produce }
}
