import type { BackendStatus } from './backend'

/** The status of a connection and those who want to know when it changes. */
export function createStatus(initial: BackendStatus) {
  const listeners = new Set<(status: BackendStatus) => void>()
  let current = initial
  return {
    get: () => current,
    set(next: BackendStatus) {
      if (next === current) return
      current = next
      for (const listener of listeners) listener(next)
    },
    listen(listener: (status: BackendStatus) => void) {
      listeners.add(listener)
      return () => {
        listeners.delete(listener)
      }
    },
  }
}
