import { deleteAcls } from '../protocol/messages/31-delete-acls'
import { handler } from './handler'
import { NO_AUTHORIZER } from './no-authorizer'

/** There is no authorizer that has rules: SECURITY_DISABLED for each filter. */
export const deleteAclsHandler = handler(deleteAcls, [0, 2], ({ filters }) => ({
  filterResults: filters.map(() => ({ ...NO_AUTHORIZER, matchingAcls: [] })),
}))
