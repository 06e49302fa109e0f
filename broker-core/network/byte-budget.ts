/**
 * Bytes of requests that are being read or worked on, over all connections of a broker (queued.max.request.bytes). A request is let
 * in while anything is left, so one larger than the rest may overdraw; the next ones wait, first come first served.
 */
export class ByteBudget {
  private used = 0
  private readonly waiting: { readonly size: number; readonly admitted: () => void }[] = []

  constructor(private readonly bytesMax: number) {}

  get bytesInUse(): number {
    return this.used
  }

  get waitingCount(): number {
    return this.waiting.length
  }

  /** Takes `size` bytes and returns undefined, or queues: then `admitted` is called once they have been taken. */
  take(size: number, admitted: () => void): { cancel(): void } | undefined {
    if (this.waiting.length === 0 && this.used < this.bytesMax) {
      this.used += size
      return undefined
    }
    const entry = { size, admitted }
    this.waiting.push(entry)
    return {
      cancel: () => {
        const index = this.waiting.indexOf(entry)
        if (index >= 0) this.waiting.splice(index, 1)
      },
    }
  }

  give(size: number): void {
    this.used -= size
    while (this.used < this.bytesMax) {
      const next = this.waiting.shift()
      if (next === undefined) return
      this.used += next.size
      next.admitted()
    }
  }
}
