export type { IncomingLeg, LegQuality, LegState, PhoneCredential, PhoneEvent, PhoneState, Softphone } from './softphone';
export { createSoftphone } from './jssip-softphone';
