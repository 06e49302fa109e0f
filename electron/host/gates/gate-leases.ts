import type { Interest } from '../api/functions'

/** A page that asks again within this time has not gone. Drawing an update on a busy machine may take a second. */
const SILENCE_MS = 5000

interface Page {
  asking: number
  silence: ReturnType<typeof setTimeout> | undefined
  /** It said that it is hidden: then it may stay away. */
  hidden: boolean
}

/** Which pages still want their gates: those that ask with `interest.gates`, and have not fallen silent. */
export class GateLeases {
  private readonly pages = new Map<object, Page>()

  constructor(private readonly left: (page: object) => void) {}

  /** The page asks what changed, until the returned function is called. */
  asks(who: object, interest: Interest): () => void {
    if (interest.gates !== true) this.ends(who)
    const page = this.page(who)
    page.hidden = !interest.telemetry
    page.asking++
    this.heard(page)
    return () => {
      page.asking--
      if (this.pages.get(who) === page) this.listen(who, page)
    }
  }

  /** It put up a gate, perhaps without ever having asked: that is a sign of it too. */
  holds(who: object): void {
    const page = this.page(who)
    this.heard(page)
    this.listen(who, page)
  }

  /** It left, or its connection closed. */
  ends(who: object): void {
    const page = this.pages.get(who)
    if (!page) return
    if (page.silence) clearTimeout(page.silence)
    this.pages.delete(who)
    this.left(who)
  }

  close(): void {
    for (const { silence } of this.pages.values()) if (silence) clearTimeout(silence)
    this.pages.clear()
  }

  private page(who: object): Page {
    const known = this.pages.get(who)
    if (known) return known
    const page: Page = { asking: 0, silence: undefined, hidden: false }
    this.pages.set(who, page)
    return page
  }

  private heard(page: Page): void {
    if (page.silence) clearTimeout(page.silence)
    page.silence = undefined
  }

  private listen(who: object, page: Page): void {
    if (page.asking > 0 || page.hidden || page.silence) return
    page.silence = setTimeout(() => this.ends(who), SILENCE_MS)
  }
}
