import { readlinkSync } from 'node:fs'
import { constants, getPriority, setPriority } from 'node:os'

/** Added to its niceness: about a ninth of the processor that a thread of usual priority gets where both want all of it. */
const BEHIND_OTHERS = 10

/**
 * Lets the calling thread stand back behind the others of its process: whoever wakes to answer a request runs at once, not after this
 * thread's slice. Linux alone has priorities by thread; elsewhere nothing changes.
 */
export function standBehindOtherThreads(): void {
  try {
    // `<process>/task/<thread>`
    const thread = Number(readlinkSync('/proc/thread-self').split('/').pop())
    if (thread > 0) setPriority(thread, Math.min(getPriority(thread) + BEHIND_OTHERS, constants.priority.PRIORITY_LOW))
  } catch {
    // Not Linux, or not allowed: the work goes on as before.
  }
}
