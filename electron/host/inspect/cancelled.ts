/** Throws the reason when somebody has asked to stop. `AbortSignal.throwIfAborted` itself is not in every Node this runs on. */
export function throwIfCancelled(signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw signal.reason
}
