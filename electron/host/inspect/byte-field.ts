export type { ByteField } from '../api/inspect-views'

/** Of one batch so many records are taken apart; a page asks for the next ones. */
export const RECORDS_SHOWN_MAX = 200
