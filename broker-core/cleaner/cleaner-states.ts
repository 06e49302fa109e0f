/**
 * What keeps a partition from being chosen (kafka.log.LogCleaningState). `aborted`: nothing it makes counts any more, but its thread has
 * not let go yet; as many `pauses` follow as were asked for meanwhile. A partition without state is free.
 */
export type CleaningState =
  | { kind: 'inProgress' }
  | { kind: 'aborted'; pauses: number }
  | { kind: 'paused'; pauses: number }

export type CleaningTransition = 'start' | 'abortAndPause' | 'abort' | 'resume' | 'done'

/** The state after a transition; undefined: free. Throws for one that cannot be. */
export function nextCleaningState(
  state: CleaningState | undefined,
  transition: CleaningTransition,
): CleaningState | undefined {
  switch (transition) {
    case 'start':
      if (state === undefined) return { kind: 'inProgress' }
      break
    case 'abortAndPause':
      return pausedOnce(state)
    case 'abort':
      return state?.kind === 'inProgress' ? { kind: 'aborted', pauses: 0 } : state
    case 'resume':
      if (state === undefined || state.kind === 'inProgress' || state.pauses === 0) break
      if (state.kind === 'paused' && state.pauses === 1) return undefined
      return { kind: state.kind, pauses: state.pauses - 1 }
    case 'done':
      if (state === undefined || state.kind === 'paused') break
      return state.kind === 'inProgress' || state.pauses === 0 ? undefined : { kind: 'paused', pauses: state.pauses }
  }
  throw new Error(`a partition whose cleaning is ${state?.kind ?? 'free'} cannot ${transition}`)
}

function pausedOnce(state: CleaningState | undefined): CleaningState {
  if (state === undefined) return { kind: 'paused', pauses: 1 }
  if (state.kind === 'inProgress') return { kind: 'aborted', pauses: 1 }
  return { kind: state.kind, pauses: state.pauses + 1 }
}
