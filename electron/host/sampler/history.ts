/** The last `capacity` values, oldest first; null where a sample is missing. */
export class History {
  private readonly ring: (number | null)[]
  private next = 0
  private count = 0

  constructor(private readonly capacity: number) {
    this.ring = new Array<number | null>(capacity).fill(null)
  }

  push(value: number | null): void {
    this.ring[this.next] = value
    this.next = (this.next + 1) % this.capacity
    this.count = Math.min(this.count + 1, this.capacity)
  }

  values(): (number | null)[] {
    const start = (this.next - this.count + this.capacity) % this.capacity
    return Array.from({ length: this.count }, (_, at) => this.ring[(start + at) % this.capacity] ?? null)
  }
}
