import { existsSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

export const repositoryRoot = resolve(dirname(fileURLToPath(import.meta.url)), '../..')

const programs = {
  broker: 'out/broker/broker.js',
  coordination: 'out/coordination/coordination.js',
  highwater: 'out/cli/highwater.js',
} as const

export type ProgramName = keyof typeof programs

/** The built program; HIGHWATER_OUT names another `out/` than the repository's. */
export function programPath(name: ProgramName): string {
  const out = process.env.HIGHWATER_OUT
  const path = out ? resolve(out, programs[name].slice('out/'.length)) : resolve(repositoryRoot, programs[name])
  if (!existsSync(path)) throw new Error(`${path} is not built: run \`npm run build\` first`)
  return path
}

/** Why the suites that run the product cannot, or undefined: `programsMissing('broker')`. */
export function programsMissing(...names: ProgramName[]): string | undefined {
  for (const name of names) {
    try {
      programPath(name)
    } catch (error) {
      return (error as Error).message
    }
  }
  return undefined
}
