const LINE_MAX = 8192

/** Lines of a byte stream whatever its chunks. A longer line is cut: a log can hold anything. */
export class LineSplitter {
  private rest = Buffer.alloc(0)

  constructor(private readonly line: (text: string) => void) {}

  feed(chunk: Buffer): void {
    let data = this.rest.length > 0 ? Buffer.concat([this.rest, chunk]) : chunk
    for (let end = data.indexOf(10); end >= 0; end = data.indexOf(10)) {
      this.line(data.toString('utf8', 0, Math.min(end, LINE_MAX)))
      data = data.subarray(end + 1)
    }
    // What is beyond the cut need not be kept; the end of the line is still looked for.
    this.rest = Buffer.from(data.subarray(0, LINE_MAX))
  }

  end(): void {
    if (this.rest.length > 0) this.line(this.rest.toString('utf8'))
    this.rest = Buffer.alloc(0)
  }
}
