/** String.hashCode of Java: over UTF-16 units, wrapping at 32 bits. */
export function javaHashCode(text: string): number {
  let hash = 0
  for (let index = 0; index < text.length; index++) hash = (Math.imul(hash, 31) + text.charCodeAt(index)) | 0
  return hash
}

/**
 * The partition of an internal topic that keeps a group's or transactional id's state: every broker must come to the same
 * (GroupMetadataManager.partitionFor). Kafka's abs of -2^31 is 0.
 */
export function partitionFor(key: string, partitionCount: number): number {
  const hash = javaHashCode(key)
  return (hash === -0x8000_0000 ? 0 : Math.abs(hash)) % partitionCount
}
