interface NamedFile {
  name: string
  role: string
  leftover: boolean
}

/** Which sentence says what a file is for: of its role, of its name where the role has several. */
export function fileMeaningKey({ name, role, leftover }: NamedFile): string {
  if (role === 'checkpoint') return name
  if (role === 'metadataSnapshot' && leftover) return 'metadataSnapshotLeftover'
  return name === 'bootstrap.checkpoint' ? 'bootstrap' : role
}
