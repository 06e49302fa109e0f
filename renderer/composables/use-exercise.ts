import { computed } from 'vue'
import { useI18n } from 'vue-i18n'
import type { ExerciseLanguage, ExerciseView } from '../../electron/host/api/exercise-functions'
import { useExercisesStore } from '../stores/exercises'
import { useLabStore } from '../stores/lab'
import { saveText } from './save-text'
import { useAction } from './use-action'
import { useTexts } from './use-texts'

/** What can be done with the opened exercise, and its texts in the page's language. */
export function useExercise() {
  const { t, locale } = useI18n()
  const lab = useLabStore()
  const exercises = useExercisesStore()
  const { busy, run } = useAction()
  const language = computed<ExerciseLanguage>(() => (locale.value === 'ko' ? 'ko' : 'en'))
  const say = useTexts()

  async function act(title: string, work: () => Promise<ExerciseView>) {
    const view = await run(title, work)
    if (view) exercises.take(view)
  }
  return {
    busy,
    say,
    language,
    setUp: (id: string) => act(t('exercises.setUp'), () => lab.call('setUpExercise', { id })),
    predict: (id: string, answer: string) =>
      act(t('exercises.predict'), () => lab.call('predictExercise', { id, answer })),
    answer: (id: string, question: string, given: string) =>
      act(t('exercises.steps'), () => lab.call('answerExercise', { id, question, answer: given })),
    doStep: (id: string, step: string, byHand: boolean) =>
      act(t('exercises.doIt'), () => lab.call('doExerciseStep', { id, step, byHand })),
    reset: (id: string, step: string | null) =>
      act(t('exercises.resetStep'), () => lab.call('resetExercise', { id, step })),
    leave: (id: string) => run(t('exercises.leave'), () => exercises.leave(id)),
    save: (id: string, format: 'json' | 'markdown') =>
      run(t('exercises.export'), async () => {
        const file = await lab.call('exportExercise', { id, format, language: language.value })
        saveText(file.fileName, file.text)
      }),
  }
}
