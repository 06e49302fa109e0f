export { ensureChroot } from './session/chroot'
export { type ClientRuntime, createCoordinationClient } from './session/session-client'
