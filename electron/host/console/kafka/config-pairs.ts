import { illegalArgument } from './kafka-error'

/** `k1=v1,k2=[v1,v2]` of `--add-config`: commas within brackets belong to the value. Throws as kafka-configs.sh does. Pure. */
export function configPairs(text: string): Map<string, string> {
  const pairs = new Map<string, string>()
  for (const part of text.split(/,(?=[^\]]*(?:\[|$))/)) {
    const pieces = part.split(/\s*=\s*(?=[^\]]*(?:\[|$))/)
    if (pieces.length !== 2)
      throw illegalArgument(
        'requirement failed: Invalid entity config: all configs to be added must be in the format "key=val".',
      )
    pairs.set(pieces[0]!.trim(), pieces[1]!.replaceAll(/[[\]]/g, '').trim())
  }
  return pairs
}
