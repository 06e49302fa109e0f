import { api } from '../api'
import { array, type Infer, type Input, int16, int32, int64, message, string, struct } from '../schema'

export const controlledShutdownRequest = message(
  'ControlledShutdownRequest',
  { versions: '0-3', flexible: '3+' },
  {
    brokerId: int32(),
    brokerEpoch: int64({ versions: '2+', default: -1, ignorable: true }),
  },
)

export type ControlledShutdownRequest = Infer<typeof controlledShutdownRequest>
export type ControlledShutdownRequestInput = Input<typeof controlledShutdownRequest>

export const controlledShutdownResponse = message(
  'ControlledShutdownResponse',
  { versions: '0-3', flexible: '3+' },
  {
    errorCode: int16(),
    remainingPartitions: array(
      struct('RemainingPartition', {
        topicName: string(),
        partitionIndex: int32(),
      }),
    ),
  },
)

export type ControlledShutdownResponse = Infer<typeof controlledShutdownResponse>
export type ControlledShutdownResponseInput = Input<typeof controlledShutdownResponse>
export type RemainingPartition = ControlledShutdownResponse['remainingPartitions'][number]

/** A broker that wants to stop asks the controller to move its leaders; the answer lists what it still leads. */
export const controlledShutdown = api({
  key: 7,
  name: 'ControlledShutdown',
  request: controlledShutdownRequest,
  response: controlledShutdownResponse,
})
