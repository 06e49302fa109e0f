/** A terminal's talk with an open lab: one JSON a line, over a socket of this machine. The first frame has the key of `console.json`. */
export type TerminalRequest =
  | { type: 'run'; key: string; brokerId: number | null; words: string[]; files: { name: string; text: string }[] }
  /** Answered by `taken` when there is room for more. */
  | { type: 'input'; lines: string[] }
  | { type: 'endInput' }
  | { type: 'interrupt' }

export type TerminalAnswer =
  | { type: 'out'; text: string }
  | { type: 'error'; text: string }
  | { type: 'taken' }
  | { type: 'exit'; code: number }

/** `console.json` in the lab's folder, readable by its owner alone. Gone when the lab is closed. */
export interface DoorRecord {
  port: number
  key: string
}

export const DOOR_FILE = 'console.json'
/** Lines in one `input`. */
export const INPUT_LINES_MAX = 500
