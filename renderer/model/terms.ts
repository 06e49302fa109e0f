/** The English terms of a sentence, longest first, each named once: `리더에포크` is not also `리더`. */
export function termsIn(text: string, glossary: Readonly<Record<string, string>>): string[] {
  let rest = text
  const found: { at: number; term: string }[] = []
  for (const word of Object.keys(glossary).sort((left, right) => right.length - left.length)) {
    const at = text.indexOf(word)
    if (at < 0 || !rest.includes(word)) continue
    rest = rest.replaceAll(word, ' '.repeat(word.length))
    found.push({ at, term: glossary[word]! })
  }
  return found.sort((left, right) => left.at - right.at).map(({ term }) => term)
}
