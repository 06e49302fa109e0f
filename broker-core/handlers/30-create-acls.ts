import { createAcls } from '../protocol/messages/30-create-acls'
import { handler } from './handler'
import { NO_AUTHORIZER } from './no-authorizer'

/** There is no authorizer to keep rules: SECURITY_DISABLED for each. */
export const createAclsHandler = handler(createAcls, [0, 2], ({ creations }) => ({
  results: creations.map(() => NO_AUTHORIZER),
}))
