import JsSIP from 'jssip';
import { watchForgotten } from './forgotten';
import { connectRemoteAudio, type RemoteAudio } from './remote-audio';
import { watchQuality } from './quality';
import { socketAddress } from './socket-address';
import type { LegState, PhoneCredential, PhoneEvent, PhoneState, Softphone } from './softphone';

type Session = ReturnType<JsSIP.UA['call']>;

/** How long a click on *answer* waits for the INVITE that belongs to it. */
const kAnswerWishMs = 8000;
const kRegisterExpiresS = 300;
const kToneMs = 120;
const kToneGapMs = 70;
/** How often we look whether the sound's way takes digits by now; no event says so. */
const kEarlyDigitsMs = 50;

/** Softphone over JsSIP; the only file that knows the library. */
export function createSoftphone(): Softphone {
  return new JsSipSoftphone();
}

class JsSipSoftphone implements Softphone {
  phone: PhoneState = 'off';
  leg: LegState = 'none';
  muted = false;
  private ua: JsSIP.UA | null = null;
  private wire: { disconnect(): void } | null = null;
  private session: Session | null = null;
  private credential: PhoneCredential | null = null;
  private microphone: MediaStream | null = null;
  private audio: RemoteAudio | null = null;
  private stopQuality: (() => void) | null = null;
  private early = '';
  private earlyTimer: ReturnType<typeof setTimeout> | null = null;
  private wish: ReturnType<typeof setTimeout> | null = null;
  private readonly lookForgotten = watchForgotten(() => this.isForgotten(), () => this.hangUp());
  private readonly listeners = new Set<(event: PhoneEvent) => void>();

  start(credential: PhoneCredential): void {
    this.stop();
    this.credential = credential;
    const registers = credential.password !== undefined;
    const wire = new JsSIP.WebSocketInterface(socketAddress(credential.socket));
    const ua = new JsSIP.UA({
      sockets: [wire],
      uri: credential.uri,
      register: registers,
      register_expires: credential.registerSeconds ?? kRegisterExpiresS,
      session_timers: true,
      session_timers_refresh_method: 'UPDATE',
      connection_recovery_min_interval: 1,
      connection_recovery_max_interval: 8,
      user_agent: 'Peal desk',
      ...(credential.displayName ? { display_name: credential.displayName } : {}),
      ...(credential.user ? { authorization_user: credential.user } : {}),
      ...(registers ? { password: credential.password ?? '' } : {}),
    });
    ua.on('connected', () => {
      if (!registers) this.setPhone('ready');
    });
    ua.on('disconnected', () => this.setPhone(this.phone === 'connecting' ? 'connecting' : 'lost'));
    ua.on('registered', () => this.setPhone('ready'));
    ua.on('registrationFailed', (event: { cause?: string; response?: { status_code?: number } }) => {
      // Without a response the socket is at fault and JsSIP tries again by itself.
      this.setPhone(event.response ? 'refused' : 'lost', event.cause);
    });
    ua.on('newRTCSession', ({ originator, session }: { originator: string; session: Session }) => {
      if (originator === 'remote') this.arrived(session);
    });
    this.ua = ua;
    this.wire = wire;
    this.setPhone('connecting');
    ua.start();
  }

  stop(): void {
    this.hangUp();
    const ua = this.ua;
    this.ua = null;
    if (!ua) return;
    ua.stop();
    this.setPhone('off');
  }

  leave(): void {
    // What JsSIP says from here on, a BYE above all, reaches nobody.
    if (this.session) this.wire?.disconnect();
    this.stop();
  }

  useMicrophone(stream: MediaStream | null): void {
    this.microphone = stream;
    const track = stream?.getAudioTracks()[0] ?? null;
    const sender = this.session?.connection?.getSenders().find((one) => one.track?.kind === 'audio');
    if (track) {
      track.enabled = !this.muted;
      void sender?.replaceTrack(track);
    }
  }

  useIceServers(servers: RTCIceServer[]): void {
    if (this.credential) this.credential = { ...this.credential, iceServers: servers };
  }

  answer(): void {
    if (this.session && this.leg === 'arriving') {
      this.accept(this.session);
      return;
    }
    if (this.session) return;
    this.forgetWish();
    this.wish = setTimeout(() => {
      this.wish = null;
      if (this.leg === 'asked') this.setLeg('none', 'No leg arrived');
    }, kAnswerWishMs);
    this.setLeg('asked');
  }

  decline(): void {
    this.forgetWish();
    if (this.session && this.leg === 'arriving') this.session.terminate({ status_code: 480 });
    else if (this.leg === 'asked') this.setLeg('none');
  }

  call(target: string): void {
    if (!this.ua || this.session) return;
    this.setLeg('calling');
    const session = this.ua.call(target, {
      ...this.mediaOptions(),
      extraHeaders: this.credential?.extraHeaders ?? [],
      anonymous: false,
    });
    this.adopt(session);
    session.on('progress', () => this.setLeg('ringing'));
  }

  hangUp(): void {
    this.forgetWish();
    const session = this.session;
    if (session && !session.isEnded()) session.terminate();
    else if (this.leg !== 'none') this.release('Ended');
  }

  mute(on: boolean): void {
    this.muted = on;
    for (const track of this.microphone?.getAudioTracks() ?? []) track.enabled = !on;
    if (this.session?.isEstablished()) {
      if (on) this.session.mute({ audio: true });
      else this.session.unmute({ audio: true });
    }
  }

  sendDigits(digits: string): void {
    if (!this.session?.isEstablished()) return;
    this.early += digits;
    if (this.earlyTimer === null) this.sendEarly(this.session);
  }

  // The answer is here before the sound's way is open, and the way before its
  // sender takes digits: a key pressed in between would be sent into nothing.
  private sendEarly(session: Session): void {
    this.earlyTimer = null;
    if (this.session !== session) return;
    const sender = session.connection.getSenders().find((one) => one.track?.kind === 'audio');
    if (session.connection.connectionState !== 'connected' || !sender?.dtmf?.canInsertDTMF) {
      this.earlyTimer = setTimeout(() => this.sendEarly(session), kEarlyDigitsMs);
      return;
    }
    const digits = this.early;
    this.early = '';
    session.sendDTMF(digits, {
      duration: kToneMs,
      interToneGap: kToneGapMs,
      transportType: JsSIP.C.DTMF_TRANSPORT.RFC2833,
    });
  }

  on(listener: (event: PhoneEvent) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  private arrived(session: Session): void {
    if (this.session) {
      // One leg at a time: the server would only send a second one by mistake.
      session.terminate({ status_code: 486 });
      return;
    }
    const asked = this.wish !== null;
    this.forgetWish();
    this.adopt(session);
    this.setLeg('arriving');
    if (asked) {
      this.accept(session);
      return;
    }
    const request = (session as unknown as { _request?: { getHeader(name: string): string | undefined } })._request;
    this.emit({
      type: 'arrived',
      leg: {
        from: session.remote_identity.display_name || session.remote_identity.uri.user,
        header: (name) => request?.getHeader(name),
      },
    });
  }

  private accept(session: Session): void {
    session.answer(this.mediaOptions());
  }

  private adopt(session: Session): void {
    this.session = session;
    this.muted = false;
    const listenTo = (connection: RTCPeerConnection): void => {
      this.audio?.close();
      this.audio = connectRemoteAudio(connection);
      connection.addEventListener('connectionstatechange', () => this.lookForgotten());
      this.stopQuality?.();
      this.stopQuality = watchQuality(connection, (quality) => this.emit({ type: 'quality', quality }));
    };
    if (session.connection) listenTo(session.connection);
    session.on('peerconnection', ({ peerconnection }) => listenTo(peerconnection));
    // The server is ICE-lite and learns our address from our checks (RFC 8445
    // 2.5), so the answer goes out with the first candidate.
    session.on('icecandidate', ({ ready }) => ready());
    session.on('accepted', () => this.setLeg('connected'));
    session.on('ended', ({ cause }) => this.release(cause));
    session.on('failed', ({ cause }) => this.release(cause));
  }

  private isForgotten(): boolean {
    const { phone, session } = this;
    return phone === 'refused' && !!session?.isEstablished() && session.connection.connectionState !== 'connected';
  }

  private release(cause?: string): void {
    this.session = null;
    this.lookForgotten();
    this.early = '';
    if (this.earlyTimer !== null) clearTimeout(this.earlyTimer);
    this.earlyTimer = null;
    this.audio?.close();
    this.audio = null;
    this.stopQuality?.();
    this.stopQuality = null;
    this.muted = false;
    for (const track of this.microphone?.getAudioTracks() ?? []) track.enabled = true;
    this.setLeg('none', cause);
  }

  private mediaOptions(): { mediaStream?: MediaStream; mediaConstraints: MediaStreamConstraints; pcConfig: RTCConfiguration } {
    const pcConfig: RTCConfiguration = { iceServers: this.credential?.iceServers ?? [], bundlePolicy: 'max-bundle', rtcpMuxPolicy: 'require' };
    const mediaConstraints = { audio: true, video: false };
    return this.microphone ? { mediaStream: this.microphone, mediaConstraints, pcConfig } : { mediaConstraints, pcConfig };
  }

  private forgetWish(): void {
    if (this.wish !== null) clearTimeout(this.wish);
    this.wish = null;
  }

  private setPhone(state: PhoneState, cause?: string): void {
    this.phone = state;
    this.lookForgotten();
    this.emit(cause === undefined ? { type: 'phone', state } : { type: 'phone', state, cause });
  }

  private setLeg(state: LegState, cause?: string): void {
    this.leg = state;
    this.emit(cause === undefined ? { type: 'leg', state } : { type: 'leg', state, cause });
  }

  private emit(event: PhoneEvent): void {
    for (const listener of [...this.listeners]) listener(event);
  }
}
