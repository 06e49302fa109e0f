import { defineStore } from 'pinia'
import { computed, reactive, ref } from 'vue'
import type { ConsoleState } from '../../electron/host/api/console-functions'
import { i18n } from '../locales'
import { emptyScreen, type Screen, withEcho, withLine, withOutput } from '../model/console-screen'
import { textIn } from '../model/text-in'
import { failureTexts } from './failure-texts'
import { useLabStore } from './lab'

const TYPED_MAX = 200
const QUEUE_MAX = 1000

/** A console on one broker, as on a terminal that is logged in there. */
export interface Prompt {
  brokerId: number
  state: ConsoleState | null
  screen: Screen
  /** What was typed, the oldest first. */
  typed: string[]
  /** Lines of a paste that wait for the one before. */
  queue: string[]
  /** The line being written. */
  draft: string
  /** Characters that came faster than they were read, since the screen was last cleared. */
  dropped: number
}

/** The page's consoles, one a broker: they stay as they are while the reader goes from page to page. */
export const useConsoleStore = defineStore('console', () => {
  const lab = useLabStore()
  const drawerShown = ref(false)
  const chosenId = ref<number | null>(null)
  const prompts = reactive(new Map<number, Prompt>())

  const brokerId = computed(() => {
    const ids = lab.brokers.map(({ id }) => id)
    return chosenId.value !== null && ids.includes(chosenId.value) ? chosenId.value : (ids[0] ?? null)
  })
  const runningIds = computed(() =>
    [...prompts.values()].filter(({ state }) => state?.busy).map((each) => each.brokerId),
  )
  const prompt = computed(() => (brokerId.value === null ? null : promptOf(brokerId.value)))

  function promptOf(id: number): Prompt {
    const known = prompts.get(id)
    if (known) return known
    prompts.set(id, { brokerId: id, state: null, screen: emptyScreen, typed: [], queue: [], draft: '', dropped: 0 })
    return prompts.get(id)!
  }

  function say(at: Prompt, error: unknown) {
    at.screen = withLine(at.screen, 'note', textIn(failureTexts(error), i18n.global.locale.value))
  }

  async function opened(at: Prompt): Promise<ConsoleState | null> {
    if (at.state) return at.state
    try {
      at.state = await lab.call('openConsole', { brokerId: at.brokerId })
      void follow(at, at.state.consoleId)
      return at.state
    } catch (error) {
      say(at, error)
      return null
    }
  }

  /** Reads what is written until the console or the lab is gone; the next line opens another. */
  async function follow(at: Prompt, consoleId: number) {
    let after = 0
    try {
      while (at.state?.consoleId === consoleId) {
        const { state, output, dropped, next } = await lab.call('readConsole', { consoleId, after })
        after = next
        at.dropped += dropped
        if (output.length > 0) at.screen = withOutput(at.screen, output)
        const ended = at.state?.busy === true && !state.busy
        at.state = state
        if (ended) void goOn(at)
      }
    } catch (error) {
      at.state = null
      at.queue = []
      say(at, error)
    }
  }

  async function goOn(at: Prompt) {
    const line = at.queue.shift()
    if (line !== undefined) await enter(at, line)
  }

  const promptText = (at: Prompt) => `[broker-${at.brokerId} ${at.state?.cwd ?? '/data/kafka-logs'}]$ `

  /** A line: a command where none runs, else input of the one that does. */
  async function enter(at: Prompt, line: string) {
    const state = await opened(at)
    if (!state) return
    try {
      if (state.busy) {
        at.screen = withEcho(at.screen, line)
        await lab.call('typeIntoConsole', { consoleId: state.consoleId, line })
        return
      }
      at.screen = withLine(at.screen, 'typed', line, promptText(at))
      if (line.trim() === '') return
      if (at.typed[at.typed.length - 1] !== line) at.typed.push(line)
      if (at.typed.length > TYPED_MAX) at.typed.shift()
      at.state = await lab.call('runInConsole', { consoleId: state.consoleId, brokerId: at.brokerId, line })
    } catch (error) {
      say(at, error)
    }
  }

  async function typeAll(at: Prompt, lines: readonly string[]) {
    for (const line of lines) await enter(at, line)
  }

  function paste(at: Prompt, lines: readonly string[]) {
    const [first, ...rest] = lines.filter((line) => line.trim() !== '')
    if (first === undefined) return
    if (at.state?.busy) return void typeAll(at, [first, ...rest])
    at.queue.push(...rest.slice(0, QUEUE_MAX))
    void enter(at, first)
  }

  async function interrupt(at: Prompt) {
    at.queue = []
    if (!at.state?.busy) {
      at.screen = withLine(at.screen, 'typed', `${at.draft}^C`, promptText(at))
      at.draft = ''
      return
    }
    at.screen = withLine(at.screen, 'typed', '^C')
    await lab.call('interruptConsole', { consoleId: at.state.consoleId }).catch((error: unknown) => say(at, error))
  }

  async function endInput(at: Prompt) {
    if (!at.state?.busy) return
    await lab.call('endConsoleInput', { consoleId: at.state.consoleId }).catch((error: unknown) => say(at, error))
  }

  function clear(at: Prompt) {
    at.screen = emptyScreen
    at.dropped = 0
  }

  async function complete(at: Prompt, cursor: number) {
    const state = await opened(at)
    if (!state || state.busy) return null
    const request = { consoleId: state.consoleId, brokerId: at.brokerId, line: at.draft, cursor }
    return lab.call('completeInConsole', request).catch(() => null)
  }

  function note(at: Prompt, text: string) {
    at.screen = withLine(at.screen, 'note', text)
  }

  return {
    drawerShown,
    brokerId,
    prompt,
    runningIds,
    promptText,
    choose: (id: number) => {
      chosenId.value = id
    },
    enter,
    paste,
    interrupt,
    endInput,
    clear,
    complete,
    note,
  }
})
