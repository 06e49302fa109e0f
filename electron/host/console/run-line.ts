import type { ConsoleLab } from './console-lab'
import { ConsoleSession, type OutputStream } from './console-session'

export interface LineOutcome {
  exitCode: number
  /** What was written, by line, in the order it came. A prompt is part of the line that follows it. */
  lines: { stream: OutputStream; text: string }[]
  /** Lines that came after the first `linesMax`. */
  dropped: number
}

export interface RunLineRequest {
  /** On whose machine: what `/data/kafka-logs`, `localhost` and `systemctl` mean. */
  brokerId: number
  line: string
  /** What it reads, to its end: the records of a console producer. */
  input?: readonly string[]
  /** Ctrl-C. */
  signal?: AbortSignal
  /** Each line as it comes. */
  onLine?(stream: OutputStream, text: string): void
  linesMax?: number
}

/** Runs one line against the lab to its end. Never rejects: what went wrong is in the lines and the exit code. */
export async function runLine(lab: ConsoleLab, request: RunLineRequest): Promise<LineOutcome> {
  const { linesMax = 10_000, onLine } = request
  const outcome: LineOutcome = { exitCode: 0, lines: [], dropped: 0 }
  const pending: Record<OutputStream, string> = { out: '', error: '' }
  const add = (stream: OutputStream, text: string) => {
    onLine?.(stream, text)
    if (outcome.lines.length < linesMax) outcome.lines.push({ stream, text })
    else outcome.dropped++
  }
  const session = new ConsoleSession(lab, request.brokerId)
  const run = session.run(request.line, (stream, text) => {
    const pieces = (pending[stream] + text).split('\n')
    pending[stream] = pieces.pop() ?? ''
    for (const piece of pieces) add(stream, piece)
  })
  for (const line of request.input ?? []) run.input(line)
  run.endInput()
  const cancel = () => run.cancel()
  request.signal?.addEventListener('abort', cancel)
  if (request.signal?.aborted) cancel()
  outcome.exitCode = await run.exitCode
  request.signal?.removeEventListener('abort', cancel)
  for (const stream of ['out', 'error'] as const) if (pending[stream] !== '') add(stream, pending[stream])
  return outcome
}
