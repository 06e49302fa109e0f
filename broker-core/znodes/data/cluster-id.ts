import { encodeJson, JsonFields } from '../json'
import { CLUSTER_ID_PATH } from '../paths'

/** `/cluster/id`: `{"version":"1","id":"Gj5Od_fNRoKwPd5nQKoojg"}`; the version is a text. */
export function encodeClusterId(id: string): Buffer {
  return encodeJson({ version: '1', id })
}

export function decodeClusterId(data: Buffer | null): string {
  return JsonFields.of(CLUSTER_ID_PATH, data).text('id')
}
