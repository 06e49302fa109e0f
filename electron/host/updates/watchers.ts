const GRACE_MS = 3000

/** Whether anybody looks. A page that asks, gets its answer and asks again counts as one that looks all the while. */
export class Watchers {
  private readonly watching = new Set<object>()
  private graceUntilMs = 0
  private lapseUntold = false
  private beganMs = 0

  constructor(private readonly began: () => void) {}

  set(who: object, watching: boolean): void {
    const before = this.active
    if (watching) this.watching.add(who)
    else if (this.watching.delete(who)) this.graceUntilMs = Date.now() + GRACE_MS
    if (before || !this.active) return
    this.beganMs = Date.now()
    this.lapseUntold = true
    this.began()
  }

  get active(): boolean {
    return this.watching.size > 0 || Date.now() < this.graceUntilMs
  }

  /** Since when somebody looks; null: nobody does. */
  get sinceMs(): number | null {
    return this.active ? this.beganMs : null
  }

  /** true once after the last one has gone. */
  lapsed(): boolean {
    const lapsed = this.lapseUntold && !this.active
    if (lapsed) this.lapseUntold = false
    return lapsed
  }
}

const WATCHED_MS = 100
/** For the history alone: a busy cluster's picture once a second, a quiet one's when something changes. */
const RECORDED_MS = 1000

/** Least time between two questions to a broker; null: nobody wants to know. */
export function askEveryMs(watched: boolean, recorded: boolean): number | null {
  if (watched) return WATCHED_MS
  return recorded ? RECORDED_MS : null
}
