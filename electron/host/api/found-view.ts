/** What was found, for a page to say in its own language; beside it stands the English sentence, `what`. */
export interface FoundView {
  sentence: string
  values: Readonly<Record<string, string | number>>
}
