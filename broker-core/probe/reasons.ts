/**
 * The reasons that brokers give for what they tell the lab. Closed, so that a window in another language can say each of them anew:
 * who gives a new one adds it here, and the compiler asks for its sentence there.
 */

export type Brokers = `broker ${number}` | `brokers ${string}`

/** Why a controller writes the state of a partition. */
export type StateChangeReason =
  | 'topic created'
  | 'partitions added'
  | 'partition reassignment'
  | 'topic deletion'
  | 'unclean leader election was enabled'
  | 'log directory failure'
  | `log directory of broker ${number} failed`
  | `controlled shutdown of broker ${number}`
  | `controller failover to broker ${number}`
  | 'unclean election on request'
  | 'preferred replica election'
  | 'preferred replica election (automatic)'
  | `${Brokers} ${'started' | 'restarted' | 'failed' | 'shut down'}`

export type ResignationReason =
  | 'the broker is shutting down'
  | 'its session expired'
  | 'another controller was elected'
  | 'it could not take over'
  | `the controller is now broker ${number}`

export type IsrChangeReason = `broker ${number} caught up` | `broker ${string} not caught up for ${number} ms`

export type TruncationReason =
  | `to local high watermark ${number}`
  | `leader's epoch ${number} ends at ${number}`
  | `the leader's log ends at ${number}`
  | `the leader's log starts at ${number}`

export type GroupChangeReason =
  | 'the assignment is stored'
  | 'no members are left'
  | 'members have joined'
  | 'the group is deleted'
  | 'it is empty and its last offsets are gone'
  | 'another broker coordinates it now'
  | 'the group was loaded with more members than group.max.size'
  | `adding member ${string}`
  | `leader ${string} rejoins`
  | `member ${string} joins during ${string}`
  | `member ${string} changed its metadata during ${string}`
  | `member ${string} changed its metadata`
  | `member ${string} leaves`
  | `member ${string} was not heard of within its session`
  | `static member ${string} joined anew`
  | `static member ${string} joined anew and changes the protocol`
  | `the assignment of ${string} could not be stored`

/** Options and limits of a log. */
export type RollReason = 'segment.bytes' | 'segment.ms' | 'index full' | 'offset overflow' | 'retention' | 'requested'

/** `aborted`: somebody wanted the log for himself; `uncleanable`: it is left alone from now on; `storage`: its directory failed. */
export type CleanerStopReason = 'aborted' | 'uncleanable' | 'storage'

/** What a znode holds that a controller wrote. */
export type ZnodeSummary =
  | `leader ${number}, leader epoch ${number}, ISR ${string}, controller epoch ${number}`
  | `partition ${number}: replicas ${string}`

export type Reason =
  | StateChangeReason
  | ResignationReason
  | IsrChangeReason
  | TruncationReason
  | GroupChangeReason
  | RollReason
  | CleanerStopReason
  | ZnodeSummary
