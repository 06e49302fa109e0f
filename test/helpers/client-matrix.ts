import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { it } from 'vitest'
import { repositoryRoot } from './programs'

interface Matrix {
  clients: Record<string, string>
  features: Record<string, string>
  /** Checks that have no row in the table, because not every client has them here. */
  further: Record<string, string>
  furtherOf: Record<string, string[]>
  /** For a client, the features it does not have, each with the reason. */
  notSupported: Record<string, Record<string, string>>
}

/** The rows and columns of the client matrix; what a test found is in its report. */
export const matrix = JSON.parse(readFileSync(join(repositoryRoot, 'test/clients/matrix.json'), 'utf8')) as Matrix

/** The features that a client has, in the matrix' order. */
export const featuresOf = (client: string): string[] =>
  Object.keys(matrix.features).filter((feature) => matrix.notSupported[client]?.[feature] === undefined)

/** The further checks of a client. */
export const furtherChecksOf = (client: string): string[] => matrix.furtherOf[client] ?? []

/**
 * A test that stands for one cell of the client matrix, or for a part of several: a cell is ok when all of its tests passed. `client`
 * and `features` are keys of test/clients/matrix.json.
 */
export function cell(
  client: string,
  features: string | readonly string[],
  check: () => unknown,
  name = matrix.features[[features].flat()[0]!],
): void {
  const cells = [features].flat().map((feature) => ({ client, feature }))
  const known = cells.every(
    ({ feature }) => matrix.clients[client] !== undefined && matrix.features[feature] !== undefined,
  )
  if (!known || name === undefined) throw new Error(`no cell ${client} ${features}`)
  it(name, async ({ task }) => {
    task.meta.matrixCells = cells
    await check()
  })
}

declare module 'vitest' {
  interface TaskMeta {
    matrixCells?: { client: string; feature: string }[]
  }
}
