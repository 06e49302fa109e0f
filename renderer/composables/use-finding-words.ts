import type { FoundView } from '../../electron/host/api/found-view'
import type { InspectedFile } from '../../electron/host/api/inspect-views'
import { fileMeaningKey } from '../model/file-meaning'
import { useWords } from './use-words'

interface Told {
  what: string
  found: FoundView
}

/** What the inspector tells of files. It tells it in English; a language that has the sentence says it anew from its values. */
export function useFindingWords() {
  const { t, te } = useWords()
  const own = (key: string, english: string, values: FoundView['values'] = {}) => (te(key) ? t(key, values) : english)
  return {
    what: ({ what, found }: Told) => own(`foundText.${found.sentence}`, what, found.values),
    meaning: ({ kind, meaning }: { kind: string; meaning: string }) => own(`problemText.${kind}.meaning`, meaning),
    kafkaDoes: ({ kind, kafka }: { kind: string; kafka: string }) => own(`problemText.${kind}.kafka`, kafka),
    fileMeaning: (file: InspectedFile) => own(`fileMeaning.${fileMeaningKey(file)}`, file.meaning),
    folderMeaning: ({ kind, meaning }: { kind: string; meaning: string }) => own(`folderMeaning.${kind}`, meaning),
  }
}
