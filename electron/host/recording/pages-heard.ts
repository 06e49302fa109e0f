import type { Interest, LabFunctions, LabUpdate } from '../api/functions'

type Pull = LabFunctions['pull']
/** What only a page has read, and what it was told is the whole of. */
export type PageParts = Pick<LabUpdate, 'disk' | 'groups' | 'topicWork' | 'cleaning'>
const partNames = ['disk', 'groups', 'topicWork', 'cleaning'] as const

interface Page {
  parts: PageParts
  interest: Interest
}

/** The open pages, as their questions and answers show them. */
export class PagesHeard {
  private readonly pages = new Map<object, Page>()

  constructor(private readonly heard: (nowMs: number, news: PageParts) => void) {}

  listen(who: object, pull: Pull): Pull {
    const page: Page = { parts: {}, interest: { telemetry: false } }
    this.pages.set(who, page)
    return async (request) => {
      page.interest = request.interest
      for (const name of partNames) if (!request.interest[name]) delete page.parts[name]
      const update = await pull(request)
      if (this.pages.get(who) === page) this.told(page, update)
      return update
    }
  }

  left(who: object): void {
    this.pages.delete(who)
  }

  /** One of them is not hidden. */
  get seen(): boolean {
    return [...this.pages.values()].some(({ interest }) => interest.telemetry)
  }

  /** What they show now; of two pages the later one's. */
  parts(): PageParts {
    return Object.assign({}, ...[...this.pages.values()].map(({ parts }) => parts)) as PageParts
  }

  /** Of parts that are told piece by piece, so that they have to be asked for. */
  interest(): Pick<Interest, 'replication' | 'io'> {
    const seen = [...this.pages.values()].filter(({ interest }) => interest.telemetry)
    const last = (name: 'replication' | 'io') => seen.filter(({ interest }) => interest[name]).at(-1)?.interest
    const replication = last('replication')?.replication
    const io = last('io')?.io
    return { ...(replication && { replication }), ...(io && { io }) }
  }

  private told(page: Page, update: LabUpdate): void {
    const news: PageParts = Object.fromEntries(
      partNames.flatMap((name) => (update[name] === undefined ? [] : [[name, update[name]]])),
    )
    if (Object.keys(news).length === 0) return
    Object.assign(page.parts, news)
    this.heard(update.nowMs, news)
  }
}
