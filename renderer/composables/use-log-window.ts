import { onBeforeUnmount, ref, shallowRef } from 'vue'
import type { LogLine } from '../../electron/host/api/functions'
import { appendLines, LINES_CAP, prependLines } from '../model/log-lines'
import { useLabStore } from '../stores/lab'
import { useAction } from './use-action'

const WINDOW = 600
const TAIL = 200
const FOLLOW_EVERY_MS = 1000

/** A window on a log file that lives with the lab: its end while following, any other part when asked. */
export function useLogWindow(source: string, title: string) {
  const lab = useLabStore()
  const { busy, failed, run } = useAction()
  const lines = shallowRef<readonly LogLine[]>([])
  const totalLines = ref(0)
  const following = ref(true)
  const loaded = ref(false)

  const read = (before: number | null, count: number, search: string | null = null) =>
    run(title, () => lab.call('readLog', { source, before, count, search }))

  async function readEnd() {
    const answer = await read(null, WINDOW)
    loaded.value = true
    if (!answer) return
    lines.value = answer.lines
    totalLines.value = answer.totalLines
  }

  async function follow() {
    if (!following.value || busy.value || document.hidden || lab.paused || lab.connection !== 'live') return
    const answer = await read(null, TAIL)
    if (!answer || !following.value) return
    totalLines.value = answer.totalLines
    const shrunk = answer.totalLines < (lines.value.at(-1)?.line ?? 0)
    const joined = shrunk ? null : appendLines(lines.value, answer.lines)
    if (joined) lines.value = joined
    else await readEnd()
  }

  async function readEarlier() {
    const first = lines.value[0]?.line ?? 1
    if (first <= 1 || busy.value || lines.value.length >= LINES_CAP) return
    following.value = false
    const answer = await read(first, WINDOW)
    if (answer) lines.value = prependLines(answer.lines, lines.value)
  }

  /** Shows the part of the file around a line. */
  async function show(line: number) {
    following.value = false
    if (lines.value.some((entry) => entry.line === line)) return
    const answer = await read(line + WINDOW / 2, WINDOW)
    if (answer) lines.value = answer.lines
  }

  async function find(search: string): Promise<number[]> {
    const answer = search === '' ? undefined : await read(null, 2000, search)
    return answer?.lines.map((entry) => entry.line) ?? []
  }

  void readEnd()
  const timer = window.setInterval(follow, FOLLOW_EVERY_MS)
  onBeforeUnmount(() => window.clearInterval(timer))

  return { lines, totalLines, following, loaded, busy, failed, readEnd, readEarlier, show, find }
}
