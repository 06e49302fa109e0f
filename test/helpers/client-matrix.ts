import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { it } from 'vitest'
import { repositoryRoot } from './programs'

interface Matrix {
  clients: Record<string, string>
  features: Record<string, string>
  /** For a client, the features it does not have, each with the reason. */
  notSupported: Record<string, Record<string, string>>
}

/** The rows and columns of the client matrix; what a test found is in its report. */
export const matrix = JSON.parse(readFileSync(join(repositoryRoot, 'test/clients/matrix.json'), 'utf8')) as Matrix

/** The features that a client has, in the matrix' order. */
export const featuresOf = (client: string): string[] =>
  Object.keys(matrix.features).filter((feature) => matrix.notSupported[client]?.[feature] === undefined)

/**
 * A test that stands for one cell of the client matrix, or for a part of it: a cell is ok when all of its tests passed. `client` and
 * `feature` are keys of test/clients/matrix.json.
 */
export function cell(client: string, feature: string, check: () => unknown, name = matrix.features[feature]): void {
  if (matrix.clients[client] === undefined || name === undefined) throw new Error(`no cell ${client} ${feature}`)
  it(name, async ({ task }) => {
    task.meta.matrixCell = { client, feature }
    await check()
  })
}

declare module 'vitest' {
  interface TaskMeta {
    matrixCell?: { client: string; feature: string }
  }
}
