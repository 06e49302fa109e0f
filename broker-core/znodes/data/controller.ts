import { MalformedZnodeError } from '../errors'
import { decodeJson, encodeJson } from '../json'
import { CONTROLLER_EPOCH_PATH } from '../paths'

/** `/controller`, ephemeral: `{"version":1,"brokerid":2,"timestamp":"1795406519163"}`. */
export function encodeController(brokerId: number, timestampMs: number): Buffer {
  return encodeJson({ version: 1, brokerid: brokerId, timestamp: String(timestampMs) })
}

/** The controller's broker id; undefined when the znode holds no such thing. */
export function decodeController(data: Buffer | null): number | undefined {
  const brokerId = decodeJson(data)?.brokerid
  return typeof brokerId === 'number' ? brokerId : undefined
}

/** `/controller_epoch`: the decimal number as text. */
export function encodeControllerEpoch(epoch: number): Buffer {
  return Buffer.from(String(epoch), 'utf8')
}

export function decodeControllerEpoch(data: Buffer | null): number {
  const text = data === null ? '' : data.toString('utf8')
  if (!/^-?\d{1,10}$/.test(text)) throw new MalformedZnodeError(CONTROLLER_EPOCH_PATH, 'no epoch', data)
  return Number(text)
}
