/// <reference types="vite/client" />

/** Sentences by key, in the folders of their page. */
export interface Words {
  [key: string]: string | Words
}

/** One folder a language, in it a file a page: `en/disk.json`. Each names its own top-level keys. */
const files = import.meta.glob<Words>('./*/*.json', { eager: true, import: 'default' })

/** All sentences of one language. Throws when two files hold the same top-level key: one of them would be silently lost. */
export function messagesOf(language: string): Words {
  const words: Words = {}
  for (const [path, file] of Object.entries(files)) {
    if (!path.startsWith(`./${language}/`)) continue
    for (const [key, value] of Object.entries(file)) {
      if (key in words) throw new Error(`${path}: "${key}" stands in another file of ${language} as well`)
      words[key] = value
    }
  }
  return words
}
