import { ErrorCode } from '../protocol/error-codes'
import { apiVersions } from '../protocol/messages/18-api-versions'
import { handler } from './handler'

/** Names and versions of client software as KIP-511 allows them. */
const SOFTWARE_NAME = /^[a-zA-Z0-9](?:[a-zA-Z0-9\-.]*[a-zA-Z0-9])?$/

/** What this broker serves. A version that is too new is answered before any handler is asked (network/request-codec). */
export const apiVersionsHandler = handler(apiVersions, [0, 4], (request, { broker, apiVersion }) => {
  const named = SOFTWARE_NAME.test(request.clientSoftwareName) && SOFTWARE_NAME.test(request.clientSoftwareVersion)
  if (apiVersion >= 3 && !named) return { errorCode: ErrorCode.INVALID_REQUEST, apiKeys: [] }
  const apiKeys = broker.servedApis().map(({ api, versionMin, versionMax }) => ({
    apiKey: api.key,
    minVersion: versionMin,
    maxVersion: versionMax,
  }))
  return { errorCode: ErrorCode.NONE, apiKeys }
})
