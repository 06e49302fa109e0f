import type { Transcript } from './transcript'

/** Which real broker plays which name of a transcript. */
export class Cast {
  private constructor(private readonly idOf: Map<string, number>) {}

  static of(
    { brokers, controller }: Pick<Transcript, 'brokers' | 'controller'>,
    ids: readonly number[],
    controllerId: number,
  ): Cast {
    if (brokers.length !== ids.length) throw new Error(`the lab has ${ids.length} brokers, not ${brokers.length}`)
    if (brokers.every((name) => ids.includes(Number(name))))
      return new Cast(new Map(brokers.map((name) => [name, Number(name)])))
    const others = ids.filter((id) => controller === null || id !== controllerId)
    return new Cast(new Map(brokers.map((name) => [name, name === controller ? controllerId : others.shift()!])))
  }

  id(name: string): number {
    const id = this.idOf.get(name)
    if (id === undefined) throw new Error(`there is no broker ${name}; there are ${[...this.idOf.keys()].join(', ')}`)
    return id
  }

  /** `none` for the id that Kafka writes where nobody is. */
  name(id: number): string {
    return [...this.idOf].find(([, each]) => each === id)?.[0] ?? (id === -1 ? 'none' : `?${id}`)
  }

  names(ids: readonly number[]): string[] {
    return ids.map((id) => this.name(id)).sort()
  }

  /** Where its name stands in the transcript's list. */
  order(id: number): number {
    return [...this.idOf.values()].indexOf(id)
  }
}
