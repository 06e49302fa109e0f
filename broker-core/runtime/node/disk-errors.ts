import { DiskError } from '../disk'

/** Runs a file operation; whatever it throws leaves as a DiskError that names operation and path. */
export function guarded<T>(operation: string, path: string, run: () => T): T {
  try {
    return run()
  } catch (error) {
    throw toDiskError(operation, path, error)
  }
}

/** The same for an asynchronous operation. */
export async function guardedAsync<T>(operation: string, path: string, run: () => Promise<T>): Promise<T> {
  try {
    return await run()
  } catch (error) {
    throw toDiskError(operation, path, error)
  }
}

export function toDiskError(operation: string, path: string, error: unknown): DiskError {
  if (error instanceof DiskError) return error
  const code = errorCode(error)
  return new DiskError(operation, path, code, error)
}

export function errorCode(error: unknown): string {
  if (typeof error === 'object' && error !== null && 'code' in error && typeof error.code === 'string')
    return error.code
  return error instanceof Error ? error.message : String(error)
}
