export type {
  IncomingLeg,
  LegQuality,
  LegState,
  PhoneCredential,
  PhoneEvent,
  PhoneState,
  Softphone,
} from './softphone';
export { createSoftphone } from './jssip-softphone';
export { openMicrophone, closeMicrophone, listMicrophones, MicrophoneError, type MicrophoneFault } from './microphone';
export { createLevelMeter, type LevelMeter } from './level-meter';
export { playTestTone, createRinger, type Ringer } from './tones';
export { startHeartbeat, type Heartbeat } from './heartbeat';
export { claimAudio, type AudioClaim } from './audio-owner';
