import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { programsMissing } from '../helpers/programs'
import { skipFor } from '../helpers/skips'
import { runTranscript } from './run-transcript'
import { Stage } from './stage'
import { allTranscripts, settingsOf, transcriptNamed } from './transcripts'

/** A busy machine takes its time for every look at three brokers. */
const PATIENCE_MS = 300_000

/** Every transcript for this kind of cluster, one after the other in one lab; then one that is spoiled. */
export function performAll(
  cluster: string,
  spoiled?: { file: string; find: string; put: string; message: RegExp },
): void {
  const transcripts = allTranscripts().filter((each) => each.cluster === cluster)
  const missing = skipFor(`transcripts (${cluster})`, programsMissing('broker', 'coordination'))
  describe.skipIf(missing)(`transcripts on a real cluster (${cluster})`, () => {
    let stage: Stage
    beforeAll(async () => {
      stage = await Stage.open(cluster, settingsOf(transcripts))
    }, PATIENCE_MS)
    afterAll(() => stage?.close())
    it.each(transcripts.map((each) => [each.file, each] as const))(
      '%s',
      (_, transcript) => runTranscript(transcript, stage),
      PATIENCE_MS,
    )
    if (spoiled === undefined) return
    it(
      'a spoiled one fails, and says where and how',
      async () => {
        const { file, find, put, message } = spoiled
        const transcript = transcriptNamed(file, (text) => text.replace(find, put))
        await expect(runTranscript(transcript, stage, 0)).rejects.toThrow(message)
      },
      PATIENCE_MS,
    )
  })
}
