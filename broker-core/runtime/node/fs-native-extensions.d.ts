/** The part of fs-native-extensions that is used; the package ships no types. */
declare module 'fs-native-extensions' {
  /** Exclusive lock of the whole file (open-file-description lock on Linux, flock on macOS). false: held by somebody else. */
  export function tryLock(fd: number): boolean
  export function unlock(fd: number): void
}
