import type { JobView } from './inspect-views'
import type { KeyPicture } from './key-picture-views'
import type { WhatIfResult, WhatIfSource } from './what-if-views'

/** What compaction did to the records of a replica, and what settings would do to its files. */
export interface CompactionFunctions {
  /**
   * Records of one replica by key, as its segments hold them, with those that went since a page began to look. Resolves as soon as the
   * picture is beyond version `since` (0: at once); after 20 s as it is. Kept only while somebody asks.
   */
  keyPicture(request: { brokerId: number; topic: string; partition: number; since: number }): Promise<KeyPicture>
  /** `settings` as on a command line. For a live topic what is not given is the topic's own, else Kafka's default. */
  whatIfStart(request: {
    source: WhatIfSource
    settings: Record<string, string>
  }): Promise<{ job: string; commands: string[] }>
  /** As inspectFollow: resolves as soon as the job is beyond version `since`, at most four times a second; after 20 s as it is. */
  whatIfFollow(request: { job: string; since: number }): Promise<JobView<WhatIfResult>>
  whatIfCancel(request: { job: string }): Promise<void>
}

/** A missing or unknown one does not compile. */
export const compactionFunctionNames: Record<keyof CompactionFunctions, true> = {
  keyPicture: true,
  whatIfStart: true,
  whatIfFollow: true,
  whatIfCancel: true,
}
