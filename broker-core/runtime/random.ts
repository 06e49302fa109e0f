export interface Random {
  /** `count` unpredictable bytes: session passwords, uuids, cluster ids. */
  bytes(count: number): Buffer
  /** Integer in [0, exclusiveMax). */
  integer(exclusiveMax: number): number
}
