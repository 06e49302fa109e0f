/** Answers of one function that depend on what is asked. */
type ChosenAnswer =
  /** The one of the request's `id`. */
  | { byId: Record<string, unknown> }
  /** The first of a higher version than the request's `since` or `after`; while there is none, nothing is answered, as in a lab where nothing happens. */
  | { newer: { version: number }[] }

const isChosen = (answer: unknown): answer is ChosenAnswer =>
  typeof answer === 'object' && answer !== null && ('byId' in answer || 'newer' in answer)

/** What a recording answers to a call. */
export function recordedAnswer(answer: unknown, request: unknown): unknown {
  if (!isChosen(answer)) return answer
  const { id = '', since, after } = (request ?? {}) as { id?: string; since?: number; after?: number }
  const told = since ?? after ?? 0
  if ('byId' in answer) return answer.byId[id]
  return answer.newer.find(({ version }) => version > told) ?? new Promise<never>(() => {})
}
