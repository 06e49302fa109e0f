import { difference, drawState } from './drawing'
import { look } from './look'
import type { Play, Stage } from './stage'
import type { Scene, Transcript } from './transcript'
import { verbOf } from './verbs'

/** A limit that means "it will not come": sessions end after seconds, elections and catching up take some more. */
const PATIENCE_MS = 40_000

/**
 * Performs a transcript and compares what it draws with what is there. Rejects with place, verbs and difference of the first scene that
 * is another; with an unknown verb before anything is done.
 */
export async function runTranscript(transcript: Transcript, stage: Stage, patienceMs = PATIENCE_MS): Promise<void> {
  const verbs = transcript.scenes.map((scene) => scene.verbs.map((line) => ({ line, run: verbOf(line) })))
  const play = await stage.begin(transcript)
  let failure: unknown
  try {
    for (const [at, scene] of transcript.scenes.entries()) {
      const outcomes: string[] = []
      for (const { run } of verbs[at]!) outcomes.push(...(await run(play, stage)))
      if (scene.drawing.length > 0) await compare(scene, outcomes, play, stage, patienceMs)
    }
  } catch (error) {
    failure = error
  }
  await stage.end(play).catch((error: unknown) => {
    failure ??= error
  })
  if (failure !== undefined) throw failure
}

async function compare(scene: Scene, outcomes: string[], play: Play, stage: Stage, patienceMs: number): Promise<void> {
  const { file, draw } = play.transcript
  // What a step let through is over and changes no more.
  const told = difference(scene.drawing.slice(0, outcomes.length), outcomes) === undefined
  const deadlineMs = Date.now() + (told ? patienceMs : 0)
  let seen = 0
  for (;;) {
    await stage.fresh()
    const actual = [...outcomes, ...drawState(await look(play, stage), draw)]
    const different = difference(scene.drawing, actual)
    // What is as drawn must still be so at the next look: a state on its way may look like it for a moment.
    seen = different === undefined ? seen + 1 : 0
    if (seen === 2) return
    if (different !== undefined && Date.now() > deadlineMs)
      throw new Error(
        [
          `${file}:${scene.line}: after`,
          ...scene.verbs.map((verb) => `> ${verb}`),
          'drawn (-), and what is there (+)',
          different,
        ].join('\n'),
      )
  }
}
