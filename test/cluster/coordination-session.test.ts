import { programsMissing } from '../helpers/programs'
import { describeSessionClient } from '../helpers/session-client-suite'
import { skipFor } from '../helpers/skips'

describeSessionClient('highwater', skipFor('coordination server', programsMissing('coordination')))
