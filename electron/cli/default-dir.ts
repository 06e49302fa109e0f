import { homedir } from 'node:os'
import { join } from 'node:path'

/** One lab that `npm start` opens again each time; HIGHWATER_LAB names another. */
export function defaultLabDir(): string {
  return process.env.HIGHWATER_LAB || join(homedir(), 'highwater-lab')
}
