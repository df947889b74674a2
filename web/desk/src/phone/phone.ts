import type { Softphone } from '@peal/softphone';
import {
  claimAudio,
  closeMicrophone,
  createLevelMeter,
  createRinger,
  MicrophoneError,
  openMicrophone,
  type AudioClaim,
  type LevelMeter,
} from '@peal/softphone/devices';
import type { Me } from '@peal/api-client';
import { usePhone } from './phone-store';

type Credential = NonNullable<Me['softphone']>;

// One page, one device: the phone outlives every component.
let softphone: Softphone | null = null;
let claim: AudioClaim | null = null;
let stream: MediaStream | null = null;
let heard: MediaStream | null = null;
let meter: LevelMeter | null = null;
let opening: Promise<boolean> | null = null;
let iceServers: RTCIceServer[] = [];
// The newest that the server gave, and the password that the device uses.
let credential: Credential | null = null;
let registered: string | null = null;
export const ringer = createRinger();

const kMicrophone = 'peal.microphone';

/** What legs from now on reach the server by, where UDP is blocked. */
export function adoptIce(ice: Me['ice']): void {
  iceServers = ice.iceServers;
  softphone?.useIceServers(iceServers);
}

/** Registers with this from now on, a call in progress first being talked to its end. */
export function adoptCredential(newest: Credential): void {
  credential = newest;
  renew();
}

/** Asks the other tabs for the audio; whoever owns it registers. */
export function claimPhone(newest: Credential, steal: boolean): void {
  claim?.release();
  credential = newest;
  claim = claimAudio(steal, (owned) => {
    usePhone.setState({ owned });
    if (owned) return renew();
    registered = null;
    softphone?.leave();
  });
}

export function releasePhone(): void {
  claim?.release();
  claim = null;
  credential = null;
  registered = null;
  softphone?.stop();
  closeInput();
  usePhone.setState({ owned: null, phone: 'off', leg: 'none' });
}

// Registering anew ends the leg: it waits for one, and the end of the leg comes
// back here. The registration of before is refreshed or refused meanwhile, and
// the call needs neither.
function renew(): void {
  if (wanted()) void register();
}

/** The credential to register with now, if there is one. */
function wanted(): Credential | null {
  const free = registered === null || softphone?.leg === 'none';
  return usePhone.getState().owned && free && credential?.credential.password !== registered ? credential : null;
}

async function register(): Promise<void> {
  if (!softphone) {
    // JsSIP is half a page of code by itself: it comes when a phone is wanted.
    const { createSoftphone } = await import('@peal/softphone');
    softphone ??= listened(createSoftphone());
  }
  // While it came, the audio may have gone or another password come.
  const chosen = wanted();
  if (!chosen) return;
  registered = chosen.credential.password;
  softphone.useMicrophone(stream);
  softphone.start({
    socket: chosen.wsPath,
    uri: chosen.uri,
    user: chosen.credential.user,
    password: chosen.credential.password,
    displayName: chosen.displayName,
    registerSeconds: chosen.registerSeconds,
    iceServers,
  });
}

function listened(made: Softphone): Softphone {
  made.on((event) => {
    if (event.type === 'phone') usePhone.setState({ phone: event.state });
    else if (event.type === 'quality') usePhone.setState({ quality: event.quality });
    else if (event.type === 'leg') legChanged(event.state, event.cause ?? '');
  });
  return made;
}

function legChanged(leg: Softphone['leg'], cause: string): void {
  usePhone.setState(leg === 'none' ? { leg, legCause: cause, muted: false, quality: null } : { leg });
  if (leg === 'none') renew();
}

/** Opens the chosen microphone and its meter; the fault, if any, is in the store. */
export function openInput(deviceId?: string): Promise<boolean> {
  if (deviceId) localStorage.setItem(kMicrophone, deviceId);
  // Another choice is opened after the one on its way; the same one only once.
  if (opening && deviceId) return opening.then(() => openInput(deviceId));
  opening ??= openChosen().finally(() => {
    opening = null;
  });
  return opening;
}

async function openChosen(): Promise<boolean> {
  const chosen = localStorage.getItem(kMicrophone) ?? undefined;
  try {
    const opened = await openMicrophone(chosen).catch((error: unknown) => {
      // The headset of yesterday may be gone: any other is better than none.
      if (chosen && error instanceof MicrophoneError && error.fault === 'missing') return openMicrophone();
      throw error;
    });
    closeInput();
    stream = opened;
    for (const track of opened.getAudioTracks()) track.addEventListener('ended', () => lost(opened));
    // The meter hears a copy, so that it still moves while the call is muted.
    heard = opened.clone();
    meter = createLevelMeter(heard);
    softphone?.useMicrophone(opened);
    usePhone.setState({ microphone: 'open', fault: null });
    return true;
  } catch (error) {
    usePhone.setState({ fault: error instanceof MicrophoneError ? error.fault : 'unknown' });
    return false;
  }
}

/** Pulled out, or taken back by the browser: any other serves, also in mid-call. */
function lost(gone: MediaStream): void {
  if (gone !== stream) return;
  closeInput();
  void openInput();
}

function closeInput(): void {
  meter?.close();
  meter = null;
  closeMicrophone(stream);
  closeMicrophone(heard);
  stream = null;
  heard = null;
  usePhone.setState({ microphone: 'closed' });
}

/** Loudness at the microphone now, 0..1. */
export function inputLevel(): number {
  return meter?.level() ?? 0;
}

export function chosenMicrophone(): string | null {
  return stream?.getAudioTracks()[0]?.getSettings().deviceId ?? null;
}

/** Answers, with the microphone open first: nobody is answered by a page that cannot be heard. */
export async function answerLeg(): Promise<void> {
  const arrived = softphone?.leg === 'arriving';
  if (!(await inputOpen())) return;
  // Whoever gave up meanwhile must not be taken for the next caller.
  if (!arrived || softphone?.leg === 'arriving') softphone?.answer();
}

async function inputOpen(): Promise<boolean> {
  return stream !== null || openInput();
}

export function declineLeg(): void {
  softphone?.decline();
}

export async function callNumber(target: string): Promise<void> {
  if (await inputOpen()) softphone?.call(target);
}

export function hangUpLeg(): void {
  softphone?.hangUp();
}

export function sendLegDigit(digit: string): void {
  softphone?.sendDigits(digit);
}

export function muteLeg(on: boolean): void {
  softphone?.mute(on);
  usePhone.setState({ muted: on });
}
