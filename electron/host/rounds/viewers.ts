import type { WatchedSource } from '../updates/update-client'

interface Viewer<Wanted> {
  interest: Wanted
  changed(): void
}

export interface ViewersOptions<Wanted, View> {
  /** Grows with each look at what is watched; 0: there was none yet. */
  version(): number
  /** Made only for a page that asks. */
  viewFor(interest: Wanted): View
  /** One came, went or wants something else. */
  changed(before: Wanted | undefined, now: Wanted | undefined): void
}

/** The pages that look at something that is watched only while one does, and what each of them wants to see of it. */
export class Viewers<Wanted, View> {
  private readonly viewers = new Map<object, Viewer<Wanted>>()

  constructor(private readonly options: ViewersOptions<Wanted, View>) {}

  get size(): number {
    return this.viewers.size
  }

  interests(): Wanted[] {
    return [...this.viewers.values()].map(({ interest }) => interest)
  }

  look(changed: () => void): WatchedSource<Wanted | undefined, View> {
    const who = {}
    return {
      setInterest: (interest) => this.set(who, interest === undefined ? undefined : { interest, changed }),
      current: () => {
        const viewer = this.viewers.get(who)
        const version = this.options.version()
        if (!viewer || version === 0) return undefined
        const viewNow = () => this.options.viewFor(viewer.interest)
        return {
          version,
          get view() {
            return viewNow()
          },
        }
      },
      close: () => this.set(who, undefined),
    }
  }

  /** There is something new to see. */
  tell(): void {
    for (const { changed } of this.viewers.values()) changed()
  }

  clear(): void {
    this.viewers.clear()
  }

  private set(who: object, viewer: Viewer<Wanted> | undefined): void {
    const before = this.viewers.get(who)?.interest
    if (viewer) this.viewers.set(who, viewer)
    else this.viewers.delete(who)
    this.options.changed(before, viewer?.interest)
  }
}
