/** What the server gives a page so that it can register or call. */
export interface PhoneCredential {
  /** Address of the SIP socket; a path such as `/sip` is taken on the page's own host. */
  socket: string;
  /** The SIP address of this device. */
  uri: string;
  /** Digest user; empty for a caller without an account. */
  user?: string;
  password?: string;
  displayName?: string;
  /** How long a registration holds; 300 s by default. */
  registerSeconds?: number;
  /** Servers for ICE; none are needed while the server's address can be reached by UDP. */
  iceServers?: RTCIceServer[];
  /** Headers for the outgoing INVITE, such as a customer page's token. */
  extraHeaders?: string[];
}

export type PhoneState = 'off' | 'connecting' | 'ready' | 'lost' | 'refused';

/** `asked`: we want to answer, the leg has not arrived yet. */
export type LegState = 'none' | 'arriving' | 'asked' | 'calling' | 'ringing' | 'connected';

export interface IncomingLeg {
  /** Name of the caller as the server wrote it into From. */
  from: string;
  /** Value of a header of the INVITE, for instance the handling it belongs to. */
  header(name: string): string | undefined;
}

/** Figures of the last second of a connected leg. */
export interface LegQuality {
  /** Part of the packets that were lost, 0..1. */
  loss: number;
  jitterMs: number;
  roundTripMs: number;
}

export type PhoneEvent =
  | { type: 'phone'; state: PhoneState; cause?: string }
  | { type: 'leg'; state: LegState; cause?: string }
  | { type: 'arrived'; leg: IncomingLeg }
  | { type: 'quality'; quality: LegQuality };

/**
 * The page as an audio device with at most one leg. The server owns the call:
 * hold, transfer and recording are requests to the API, never SIP from here.
 */
export interface Softphone {
  readonly phone: PhoneState;
  readonly leg: LegState;
  readonly muted: boolean;
  /** Connects, and registers unless the credential has no password. */
  start(credential: PhoneCredential): void;
  /** Ends the leg and takes the registration back. */
  stop(): void;
  /**
   * Leaves the line to another tab of the same person. A leg ends without a
   * goodbye, so that the server keeps the call and rings that tab for it.
   */
  leave(): void;
  /** The open microphone; legs answered later carry this stream. Owned by the caller. */
  useMicrophone(stream: MediaStream | null): void;
  /** Servers for ICE from the next leg on: their credentials end. */
  useIceServers(servers: RTCIceServer[]): void;
  /** Answers the leg that has arrived, or the next one if it is still on its way. */
  answer(): void;
  /** Declines the leg that has arrived and forgets a wish to answer. */
  decline(): void;
  call(target: string): void;
  hangUp(): void;
  /** Stops the microphone's sound at its source, whatever the server does. */
  mute(on: boolean): void;
  /** Sends digits 0-9 * # as telephone events (RFC 4733). */
  sendDigits(digits: string): void;
  on(listener: (event: PhoneEvent) => void): () => void;
}
