import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll } from 'vitest'
import { guardDirectory, releaseDirectory } from './guard'

const PREFIX = `highwater-${process.pid}-`
const owned = new Set<string>()

/** A directory of this test file alone; removed after its last test, kept when HIGHWATER_KEEP is set. */
export function temporaryDirectory(name = 'test'): string {
  const directory = mkdtempSync(join(tmpdir(), `${PREFIX}${name}-`))
  owned.add(directory)
  if (!process.env.HIGHWATER_KEEP) guardDirectory(directory)
  return directory
}

/** For a test that wants its space back before its file ends. */
export function removeTemporary(directory: string): void {
  if (process.env.HIGHWATER_KEEP) return
  rmSync(directory, { recursive: true, force: true, maxRetries: 3 })
  owned.delete(directory)
  releaseDirectory(directory)
}

afterAll(() => {
  for (const directory of [...owned]) removeTemporary(directory)
  if (process.env.HIGHWATER_KEEP) return
  const left = readdirSync(tmpdir()).filter((name) => name.startsWith(PREFIX))
  if (left.length > 0) throw new Error(`temporary directories left behind: ${left.join(', ')}`)
})
