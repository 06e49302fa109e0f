import type { RpcFailure } from '../api/errors'
import type { LabFunctions } from '../api/functions'
import { callLab, failureOf } from './requests'

export type RpcAnswer = { id: number; ok: true; value: unknown } | ({ id: number; ok: false } & RpcFailure)

/** Answers `{ id, name, request }` with `{ id, ok, value }` or `{ id, ok: false, code, message }`. undefined: not a call at all. */
export async function answerFrame(functions: LabFunctions, frame: string): Promise<RpcAnswer | undefined> {
  const call = parseCall(frame)
  return call && answerCall(functions, call.id, call.name, call.request)
}

export async function answerCall(
  functions: LabFunctions,
  id: number,
  name: unknown,
  request: unknown,
): Promise<RpcAnswer> {
  try {
    return { id, ok: true, value: (await callLab(functions, name, request)) ?? null }
  } catch (error) {
    return { id, ok: false, ...failureOf(error) }
  }
}

function parseCall(frame: string): { id: number; name: unknown; request: unknown } | undefined {
  try {
    const { id, name, request } = JSON.parse(frame) as { id?: unknown; name?: unknown; request?: unknown }
    return typeof id === 'number' ? { id, name, request } : undefined
  } catch {
    // Not JSON: the caller closes the connection.
    return undefined
  }
}
