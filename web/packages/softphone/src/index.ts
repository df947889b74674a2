export type { IncomingLeg, LegQuality, LegState, PhoneCredential, PhoneEvent, PhoneState, Softphone } from './softphone';
export { socketAddress } from './socket-address';
export { createSoftphone } from './jssip-softphone';
