const GRACE_MS = 3000

/** Whether anybody looks. A page that asks, gets its answer and asks again counts as one that looks all the while. */
export class Watchers {
  private readonly watching = new Set<object>()
  private graceUntilMs = 0

  constructor(private readonly began: () => void) {}

  set(who: object, watching: boolean): void {
    const before = this.active
    if (watching) this.watching.add(who)
    else if (this.watching.delete(who)) this.graceUntilMs = Date.now() + GRACE_MS
    if (!before && this.active) this.began()
  }

  get active(): boolean {
    return this.watching.size > 0 || Date.now() < this.graceUntilMs
  }
}
