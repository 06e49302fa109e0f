import { apacheMissing } from '../helpers/apache'
import { describeSessionClient } from '../helpers/session-client-suite'
import { skipFor } from '../helpers/skips'

describeSessionClient('zookeeper', skipFor('ZooKeeper', await apacheMissing('zookeeper')))
