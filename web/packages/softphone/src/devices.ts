// What the page needs before any call: no SIP in here, so that it loads at once.
export { openMicrophone, closeMicrophone, listMicrophones, microphoneAllowed, watchMicrophones, MicrophoneError, type MicrophoneFault } from './microphone';
export { createLevelMeter, type LevelMeter } from './level-meter';
export { playTestTone, createRinger, type Ringer } from './tones';
export { claimAudio, type AudioClaim } from './audio-owner';
