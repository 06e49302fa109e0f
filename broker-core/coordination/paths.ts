/** Longest path accepted: far above Kafka's, far below a packet. */
const PATH_LENGTH_MAX = 4096

/**
 * ZooKeeper's PathUtils.validatePath: absolute, no empty, `.` or `..` part, no trailing slash, no control or private-use character.
 * Returns what is wrong, or undefined.
 */
export function invalidPath(path: string): string | undefined {
  if (path === '/') return undefined
  if (!path.startsWith('/')) return 'a path starts with /'
  if (path.length > PATH_LENGTH_MAX) return `a path has at most ${PATH_LENGTH_MAX} characters`
  for (const part of path.slice(1).split('/')) {
    if (part === '') return 'a path has no empty part and no / at its end'
    if (part === '.' || part === '..') return 'relative parts are not allowed'
  }
  return hasForbiddenCharacter(path) ? 'control characters are not allowed' : undefined
}

function hasForbiddenCharacter(path: string): boolean {
  for (let index = 0; index < path.length; index++) {
    const unit = path.charCodeAt(index)
    if (unit <= 0x1f || (unit >= 0x7f && unit <= 0x9f) || (unit >= 0xf000 && unit <= 0xf8ff) || unit >= 0xfff0)
      return true
  }
  return false
}

/** Parent of a valid path other than the root. */
export function parentOf(path: string): string {
  const slash = path.lastIndexOf('/')
  return slash === 0 ? '/' : path.slice(0, slash)
}

export function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1)
}

/** `%010d` of the number of children ever created under the parent. */
export function sequenceSuffix(sequence: number): string {
  return String(sequence).padStart(10, '0')
}
