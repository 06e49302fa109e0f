/** Where a step passes, or why it will not. */
export type StepPlace = number | 'notInTime' | 'givenUp' | 'released'

interface Search {
  id: string
  look(): void
  end(place: StepPlace): void
}

/** Steps that wait until a broker shows that something stands before the gate: who is controller shows by that alone. */
export class StepPlaces {
  private readonly searches = new Set<Search>()

  /** `look`: the broker at which something stands now. Resolves with it, at the latest after `patienceMs`. */
  find(id: string, look: () => number | undefined, patienceMs: number): Promise<StepPlace> {
    return new Promise((resolve) => {
      const end = (place: StepPlace) => {
        clearTimeout(timer)
        this.searches.delete(search)
        resolve(place)
      }
      const timer = setTimeout(() => end('notInTime'), patienceMs)
      const search: Search = {
        id,
        look: () => {
          const place = look()
          if (place !== undefined) end(place)
        },
        end,
      }
      this.searches.add(search)
      search.look()
    })
  }

  /** A broker told something of its gates. */
  told(): void {
    for (const search of [...this.searches]) search.look()
  }

  /** Whoever waits for a place at this gate waits no longer. */
  end(id: string, why: 'givenUp' | 'released'): void {
    for (const search of [...this.searches]) if (search.id === id) search.end(why)
  }
}
